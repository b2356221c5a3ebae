"""The briefing counts honestly, says what it did not see, and can be verified number by number."""

import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from briefings import weekly
from briefings.engine import DuckEngine, SparkEngine
from briefings.figures import change, compute, measures
from briefings.period import parse
from briefings.verify import UnreadableBriefing, printed, verify
from schema.alert import Alert
from situation.measure import Scope
from stores.embedded import EmbeddedStore
from stores.store import Query

sys.path.insert(0, str(Path(__file__).parent))
import week

WEEK = parse("2026-W47")
SCOPE = Scope(WEEK.start, WEEK.end)


def told(account: Any, name: str) -> tuple[str, str | None]:
    words, why = change(account.figures[name], measures()[name], account)
    return words[1], why


def test_week_runs_monday_to_monday_in_beijing() -> None:
    assert WEEK.start == week.MONDAY
    assert (WEEK.end - WEEK.start).days == 7
    assert parse("2027-W01").before == parse("2026-W53").start
    assert parse("2026-11").before == parse("2026-10").start
    with pytest.raises(ValueError):
        parse("2026-W54")


def test_two_engines_same_numbers(tmp_path: Path, spark: Any) -> None:
    week.write(tmp_path, dark={("s2", 1), ("s2", 2)})
    quick = compute(DuckEngine(tmp_path), WEEK, SCOPE)
    engine = SparkEngine(spark, tmp_path, WEEK.before, WEEK.end)
    slow = compute(engine, WEEK, SCOPE)
    engine.close()
    assert quick.figures == slow.figures
    assert quick.dropped == slow.dropped > 0


def test_numbers_agree_with_search(tmp_path: Path) -> None:
    week.write(tmp_path)
    account = compute(DuckEngine(tmp_path), WEEK, SCOPE)
    store = EmbeddedStore(tmp_path)

    def count(lucene: str, kind: Any = "alerts", start: Any = WEEK.start, end: Any = WEEK.end) -> int:
        return store.count(Query(kind, lucene, start, end))

    assert account.figures["alerts"].value == count("*") == 12
    assert account.figures["alerts"].before == count("*", start=WEEK.before, end=WEEK.start) == 8
    assert account.figures["alerts_high"].value == count("kibana.alert.severity:(high OR critical)")
    assert account.figures["incidents"].value == count("*", "incidents")
    assert dict(account.figures["alerts_by_prefecture"].items)["510100"] == count("jianmen.prefecture:510100")
    assert told(account, "alerts") == ("up 50.0% on the week before", None)


def test_honest_counting(tmp_path: Path) -> None:
    week.write(tmp_path / "none", now=6, before=0)
    assert told(compute(DuckEngine(tmp_path / "none"), WEEK, SCOPE), "alerts") == ("none the week before", "base 0")
    week.write(tmp_path / "few", now=9, before=4)
    assert told(compute(DuckEngine(tmp_path / "few"), WEEK, SCOPE), "alerts") == (
        "5 alerts more than the week before",
        "fewer than least_cases",
    )
    week.write(tmp_path / "even", now=6, before=6)
    assert told(compute(DuckEngine(tmp_path / "even"), WEEK, SCOPE), "alerts")[0] == "the same as the week before"


def test_half_the_sensors_dark_for_two_days(tmp_path: Path) -> None:
    week.write(tmp_path, now=18, before=18, dark={("s2", 1), ("s2", 2)})
    account = compute(DuckEngine(tmp_path), WEEK, SCOPE)
    assert account.dropped == 2  # the two sensor-days of the week before that this week cannot match
    assert round(account.coverage, 3) == round(1 - 0.5 * 2 / 7, 3)
    assert "on sensor-days seen in both" in told(account, "records")[0]
    assert told(account, "records")[0].endswith("the same as the week before")  # like with like nothing changed
    page = weekly.write(tmp_path, "2026-W47")[0].read_text()
    assert "2 个探针日只在一期可见" in page
    assert re.search(r'data-f="coverage_by_prefecture" data-p="510700"[^>]*>71\.4%</a><sup class="low"', page)
    assert told(account, "incidents")[1] == "sensors differ"


def test_mostly_dark_gives_no_rate(tmp_path: Path) -> None:
    week.write(tmp_path, dark={(sensor, day) for sensor in ("s1", "s2") for day in range(1, 7)})
    account = compute(DuckEngine(tmp_path), WEEK, SCOPE)
    for name, measure in measures().items():
        if measure.kind == "number" and measure.section != "visibility":
            words, why = told(account, name)
            assert "%" not in words or why == "coverage", (name, words)
    page = weekly.write(tmp_path, "2026-W47")[0].read_text()
    assert "数据不足" in page
    assert "12</a><sup" in page  # the number of alerts is marked


def test_no_data_is_not_safe(tmp_path: Path) -> None:
    page = weekly.write(tmp_path, "2026-W47")[0].read_text()
    assert "不等于安全" in page


def test_same_week_twice_same_bytes_and_verified(tmp_path: Path) -> None:
    week.write(tmp_path)
    formats = ("html", "docx", "pdf", "json")
    first = [path.read_bytes() for path in weekly.write(tmp_path, "2026-W47", formats)]
    paths = weekly.write(tmp_path, "2026-W47", formats)
    assert [path.read_bytes() for path in paths] == first
    for path in paths:
        assert verify(path, tmp_path).wrong == [], path
    with zipfile.ZipFile(paths[2]) as package:
        assert package.testzip() is None
        assert b'w:eastAsia="Noto S' in package.read("word/styles.xml")
        assert b"TOC" in package.read("word/document.xml")


def test_verify_names_exactly_the_figures_an_alert_moved(tmp_path: Path) -> None:
    week.write(tmp_path)
    path = weekly.write(tmp_path, "2026-W47")[0]
    store = EmbeddedStore(tmp_path)
    rows = store.frame("alerts").filter(pl.col("alert_id") != f"{1:032x}").collect().to_dicts()
    rows = [{**row, "contributions": {}} for row in rows]
    week.put(tmp_path / "store", "alerts", rows, Alert)
    wrong = {item.figure for item in verify(path, tmp_path).wrong}
    assert wrong == {
        "alerts", "alerts_high", "alerts_by_day", "alerts_by_detector", "alerts_by_prefecture", "alerts_by_sector", "alerts_by_severity",
        "alerts_by_technique", "entities", "untouched", "control_channels", "foreign_sources", "ics_alerts", "ics_controllers", "judged_false",
        "listening_services", "organisations_hit", "targets", "techniques",
    }  # fmt: skip
    values = {item.figure for item in verify(path, tmp_path).wrong if item.what[1] == "value"}
    assert values == {"alerts", "alerts_high", "entities", "untouched"}


def test_verify_catches_a_printed_number_changed_by_hand(tmp_path: Path) -> None:
    week.write(tmp_path)
    path = weekly.write(tmp_path, "2026-W47")[0]
    page = path.read_text()
    assert ("alerts", "value", "12", "12") in printed(page)
    changed = re.sub(r'(data-f="alerts" data-p="value"[^>]*>)12<', r"\g<1>13<", page, count=1)
    path.write_text(changed)
    assert [(item.figure, item.stated, item.computed) for item in verify(path, tmp_path).wrong] == [
        ("alerts", "13", "12")
    ]
    other = tmp_path / "x.html"
    other.write_text("<p>nothing</p>")
    with pytest.raises(UnreadableBriefing):
        verify(other, tmp_path)


def test_late_data_gives_a_revision_with_a_change_list(tmp_path: Path) -> None:
    week.write(tmp_path)
    weekly.write(tmp_path, "2026-W47")
    store = EmbeddedStore(tmp_path)
    store.upsert("alerts", [week.alert(55, week.MONDAY)])
    page = weekly.write(tmp_path, "2026-W47")[0].read_text()
    assert "第 2 版" in page
    assert "由 12 更正为 13" in page
    assert weekly.write(tmp_path, "2026-W47")[0].read_text() == page


def test_public_briefing_hides_who(tmp_path: Path) -> None:
    week.write(tmp_path)
    path = weekly.write(tmp_path, "2026-W47", audience="public")[0]
    body = path.read_text().split("<script")[0]
    assert "TLP:CLEAR" in body
    assert "203.0.113.5" not in body
    assert "10.0.0.1" not in body
    assert "绵阳市" not in body  # one organisation only
    assert not (tmp_path / "briefing.html").exists()


def test_one_prefecture(tmp_path: Path) -> None:
    week.write(tmp_path)
    page = weekly.write(tmp_path, "2026-W47", prefecture="510700")[0].read_text()
    assert "绵阳市关键信息基础设施" in page
    assert 'data-f="alerts" data-p="value"' in page
    assert ("alerts", "value", "4", "4") in printed(page)
    with pytest.raises(ValueError):
        weekly.write(tmp_path, "2026-W47", prefecture="' OR 1=1")


def test_every_number_has_its_query(tmp_path: Path) -> None:
    week.write(tmp_path)
    page = weekly.write(tmp_path, "2026-W47")[0].read_text()
    linked = set(re.findall(r'href="#(f-[\w]+)"', page))
    assert linked <= set(re.findall(r'<details id="(f-[\w]+)"', page))
    body = page[page.index("<main>") : page.index("附三 指标口径与查询")]
    assert not re.search(r"(https?:)?//(?!www\.w3\.org/2000/svg)[\w.]+/", re.sub(r"<pre>.*?</pre>", "", body))


@pytest.mark.parametrize("name", sorted(measures()))
def test_measures_are_complete(name: str) -> None:
    measure = measures()[name]
    assert measure.__class__.__doc__
    assert all(measure.title)
    assert all(measure.means)
    if measure.kind != "table":
        assert measure.sentence is not None
    assert (" AS item" in measure.query) == (measure.kind == "table")
