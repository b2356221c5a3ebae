"""Codes of the province: complete, consistent, and where they say they are."""

import gzip
import json
from pathlib import Path

import pytest
from shapely.geometry import Point, shape

from schema.coordinates import gcj_to_wgs, wgs_to_gcj
from schema.places import counties, county_aliases, prefectures, sectors

COUNTIES_OF = {  # how many each prefecture has
    "510100": 20, "510300": 6, "510400": 5, "510500": 7, "510600": 6, "510700": 9, "510800": 7, "510900": 5, "511000": 5,
    "511100": 11, "511300": 9, "511400": 6, "511500": 10, "511600": 6, "511700": 7, "511800": 8, "511900": 5, "512000": 3,
    "513200": 13, "513300": 18, "513400": 17,
}  # fmt: skip


def test_21_prefectures_and_183_counties() -> None:
    assert list(prefectures()) == sorted(COUNTIES_OF)
    assert len(counties()) == 183 == sum(COUNTIES_OF.values())
    for code, number in COUNTIES_OF.items():
        assert sum(county.prefecture == code for county in counties().values()) == number, code
    assert list(counties()) == sorted(counties())


def test_names_are_in_both_languages_and_population_adds_up() -> None:
    for place in [*prefectures().values(), *counties().values()]:
        assert place.name_zh[-1] in "市州区县"
        assert place.name_en.replace("'", "").isascii()
        assert place.name_en[0].isupper()
    assert sum(place.population_10k for place in prefectures().values()) == pytest.approx(8367, abs=15)
    assert len(sectors()) == 8


def test_centres_lie_in_the_province_and_near_their_prefecture() -> None:
    for county in counties().values():
        seat = prefectures()[county.prefecture]
        assert 97.3 < county.lng < 108.6
        assert 26.0 < county.lat < 34.4
        assert abs(county.lng - seat.lng) + abs(county.lat - seat.lat) < 7, county  # Shiqu lies 500 km from Kangding


def test_aliases_lead_to_counties() -> None:
    assert county_aliases() == {"510132": "510118", "510922": "510981", "513425": "513402"}
    assert set(county_aliases().values()) <= set(counties())
    assert not set(county_aliases()) & set(counties())


@pytest.mark.parametrize(
    ("gcj", "wgs"),
    [
        ((104.065735, 30.659462), (104.063232, 30.661886)),
        ((101.716007, 26.580446), (101.714437, 26.584019)),
        ((107.502262, 31.209484), (107.497699, 31.211714)),
    ],
)
def test_gcj_to_wgs_and_back(gcj: tuple[float, float], wgs: tuple[float, float]) -> None:
    assert gcj_to_wgs(*gcj) == pytest.approx(wgs, abs=2e-6)
    assert wgs_to_gcj(*gcj_to_wgs(*gcj)) == pytest.approx(gcj, abs=1e-7)


def test_names_and_codes_agree_with_the_register(shared_data: Path) -> None:
    register = json.loads((shared_data / "geo" / "codes" / "counties.json").read_text(encoding="utf-8"))
    assert {row["code"]: row["name"] for row in register} == {
        code: county.name_zh for code, county in counties().items()
    }


def test_county_centres_lie_in_the_county(shared_data: Path) -> None:
    outside = []
    for path in sorted((shared_data / "geo" / "counties").glob("*.json")):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            code = str(feature["properties"]["adcode"])
            county = counties()[county_aliases().get(code, code)]
            if not shape(feature["geometry"]).buffer(0.005).contains(Point(*wgs_to_gcj(county.lng, county.lat))):
                outside.append(county.name_zh)
    assert outside == []


def test_prefecture_centres_lie_in_the_prefecture(shared_data: Path) -> None:
    with gzip.open(shared_data / "geo" / "sichuan.decoded.geojson.gz") as handle:
        assert len(json.load(handle)["features"]) >= 21
    for feature in json.loads((shared_data / "geo" / "prefectures" / "510000.json").read_text(encoding="utf-8"))[
        "features"
    ]:
        place = prefectures()[str(feature["properties"]["adcode"])]
        assert shape(feature["geometry"]).contains(Point(*wgs_to_gcj(place.lng, place.lat)))
