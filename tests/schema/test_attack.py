"""ATT&CK codes: every technique has both names and a tactic in its place; the ICS ones are all there."""

import csv
import json
from pathlib import Path

from schema.attack import technique, techniques

TACTICS = Path(__file__).resolve().parents[2] / "schema" / "codes" / "tactics.csv"


def test_every_technique_is_named_in_both_languages_and_has_a_tactic() -> None:
    with TACTICS.open(encoding="utf-8") as handle:
        orders = {row["id"]: (int(row["order"]), row["matrix"]) for row in csv.DictReader(handle)}
    assert len(techniques()) > 200
    for item in techniques().values():
        assert item.name
        assert item.name_zh
        assert (item.order, item.matrix) == orders[item.tactic], item


def test_unknown_ids() -> None:
    assert technique("T1046.999") == technique("T1046")
    assert technique("T9999") is None
    assert technique(None) is None


def test_all_ics_techniques_in_use_are_there_by_their_own_names(shared_data: Path) -> None:
    bundle = json.loads((shared_data / "attack-ics" / "ics-attack.json").read_text(encoding="utf-8"))
    for item in bundle["objects"]:
        if item["type"] == "attack-pattern" and not item.get("revoked") and not item.get("x_mitre_deprecated"):
            code = next(
                ref["external_id"] for ref in item["external_references"] if ref["source_name"] == "mitre-attack"
            )
            assert techniques()[code].name == item["name"]
