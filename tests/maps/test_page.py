"""The map's bytes: self-contained, small, honest about the unseen, silent about names when public."""

import json
import re
from pathlib import Path

from shapely.geometry import Point, shape

from maps import page
from maps.boundaries import outlines
from schema.places import counties, prefectures
from tests.maps import scene


def data(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="jm-data">(.*?)</script>', html, re.S)
    assert found
    loaded: dict[str, object] = json.loads(found.group(1))
    return loaded


def test_one_page_and_nothing_from_outside(tmp_path: Path) -> None:
    html = page.write(scene.write(tmp_path)).read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|img|iframe)[^>]+src=[\"']?https?:", html)
    assert not re.search(r"<link[^>]+href", html)
    assert "url(http" not in html
    assert len(html) < 4_000_000
    assert "审图号" in html


def test_a_silent_prefecture_is_unseen_and_not_safe(tmp_path: Path) -> None:
    found = data(page.write(scene.write(tmp_path, dark=("510300",))).read_text(encoding="utf-8"))
    unit = found["units"]["510300"]
    assert unit["grade"] is None
    assert unit["index"] is None
    assert unit["since"] is not None
    assert unit["whyZh"]
    assert found["units"]["510100"]["grade"] is not None


def test_public_maps_name_nobody(tmp_path: Path) -> None:
    from testbed.province.organisations import organisations

    html = page.write(scene.write(tmp_path), public=True).read_text(encoding="utf-8")
    for item in organisations():
        assert item.name_zh not in html
        assert item.name_en not in html
    assert all(county["n"] == 0 or county["n"] >= 3 for county in data(html)["countyNames"].values())


def test_outlines_hold_their_seats_and_jianyang_lies_in_chengdu() -> None:
    shapes = {feature["id"]: shape(feature["geometry"]) for feature in outlines("prefectures")["features"]}
    assert set(shapes) == set(prefectures())
    for code, place in prefectures().items():
        assert shapes[code].buffer(0.02).contains(Point(place.lng, place.lat)), place.name_zh
    jianyang = counties()["510185"]
    assert shapes["510100"].buffer(0.02).contains(Point(jianyang.lng, jianyang.lat))
    parts = {feature["id"]: feature["properties"]["prefecture"] for feature in outlines("counties")["features"]}
    assert parts == {code: item.prefecture for code, item in counties().items()}
