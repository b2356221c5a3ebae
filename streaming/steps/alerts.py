"""Findings → alerts: identity, ATT&CK, place and replay pointer; the same findings give the same alerts."""

import json
from collections.abc import Mapping
from datetime import UTC
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import polars as pl
from geoip2fast import GeoIP2Fast

from inventory import Inventory, Place
from models.detector import Described, Detector
from schema.alert import alert_id
from schema.attack import technique as attack_technique
from stores.store import Row


def alerts(
    findings: pl.DataFrame, described: Mapping[str, Described], inventory: Inventory, rules: Mapping[str, Any], demo: bool
) -> list[Row]:
    """One alert row (columns of schema.alert.Alert) a finding, sorted by id; the same id twice keeps the higher score."""
    rows: dict[str, Row] = {}
    for finding in findings.sort("detector", "score", "entity").iter_rows(named=True):
        row = _alert(finding, described[finding["detector"]], inventory, rules, demo)
        rows[row["alert_id"]] = row
    return [rows[key] for key in sorted(rows)]


def _alert(finding: Row, detector: Described, inventory: Inventory, rules: Mapping[str, Any], demo: bool) -> Row:
    name = finding["detector"]
    anchor = finding["anchor"] or finding["window_start"].astimezone(UTC).isoformat()
    code = detector.technique if finding["technique"] is None else finding["technique"] or None
    technique = attack_technique(code)
    source, destination, zone = finding["source_ip"], finding["destination_ip"], finding["zone"]
    place = _place(inventory, zone, destination, source, finding["sensor"])
    score = min(1.0, max(0.0, float(finding["score"])))
    return {
        "alert_id": alert_id(name, detector.version, zone, _subject(finding), anchor),
        "detector": name,
        "detector_version": detector.version,
        "title": finding["title"] or f"{detector.title_zh} / {detector.title_en}",
        "score": round(score, 6),
        "risk_score": round(score * 100, 4),
        "severity": finding["severity"] or severity(score, rules),
        "reason_zh": finding["reason_zh"],
        "reason_en": finding["reason_en"],
        "next_step_zh": finding["next_step_zh"],
        "next_step_en": finding["next_step_en"],
        "event_time": finding["last_time"],
        "first_time": finding["first_time"],
        "last_time": finding["last_time"],
        "zone": zone,
        "entity_kind": finding["entity_kind"],
        "entity": finding["entity"],
        "sensor": finding["sensor"],
        "source_ip": source,
        "destination_ip": destination,
        "destination_port": finding["destination_port"],
        "targets": sorted(finding["targets"] or [])[:50],
        "user_name": finding["user_name"],
        "domain": finding["domain"],
        "tactic": None if code is None else detector.tactic if code == detector.technique or technique is None else technique.tactic,
        "tactic_name": technique.tactic_name if technique else None,
        "technique": code,
        "technique_name": technique.name if technique else None,
        "matrix": technique.matrix if technique else detector.matrix,
        "organisation": place.organisation if place else None,
        "prefecture": place.prefecture if place else None,
        "sector": place.sector if place else None,
        "source_country": country(source),
        "destination_country": country(destination),
        "contributions": [(part["feature"], round(part["share"], 6)) for part in finding["contributions"] or []],
        "evidence": sorted(finding["evidence"] or [])[:100],
        "evidence_count": finding["evidence_count"] or 0,
        "replay": _replay(finding, detector),
        "suppressed": 0,
        "status": "open",
        "verdict": None,
        "rule_version": str(rules.get("version", "")),
        "demo": demo,
    }


def severity(score: float, rules: Mapping[str, Any]) -> str:
    """The severity a score stands for, by the rule file's cut-offs."""
    cuts = rules.get("severity", {})
    for name in ("critical", "high", "medium"):
        if score >= float(cuts.get(name, 2.0)):
            return name
    return "low"


def _subject(finding: Row) -> str:
    """Entity and what tells two findings of one entity and window apart."""
    parts = [finding["entity_kind"], finding["entity"], finding["destination_ip"], finding["destination_port"], finding["domain"]]
    return "|".join("" if part is None else str(part) for part in [*parts, finding["user_name"]])


def _replay(finding: Row, detector: Described) -> str:
    pointer: dict[str, Any] = {"detector": finding["detector"], "version": detector.version, "zone": finding["zone"]}
    if isinstance(detector, Detector):
        pointer |= {"cells": detector.cells, "window_seconds": int(detector.window.total_seconds())}
        pointer["window_start"] = finding["window_start"].astimezone(UTC).isoformat()
    else:
        pointer["event_id"] = finding["anchor"]
    return json.dumps(pointer, sort_keys=True)


def _place(inventory: Inventory, zone: str, destination: str | None, source: str | None, sensor: str | None) -> Place | None:
    """Where it happened: at the target if we know it, else at the source, else at the sensor."""
    for address in (destination, source):
        if address and (found := inventory.place(zone, address)):
            return found
    return inventory.sensor_place(sensor) if sensor else inventory.zone_place(zone)


@lru_cache(maxsize=1)
def _geoip() -> GeoIP2Fast:
    return GeoIP2Fast()


@lru_cache(maxsize=65536)
def country(address: str | None) -> str | None:
    """ISO country of a public address, or None."""
    try:
        if address is None or not ip_address(address).is_global:
            return None
    except ValueError:
        return None
    code: str = _geoip().lookup(address).country_code
    return code if code and code != "--" else None

