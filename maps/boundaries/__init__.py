"""Outlines: prefectures (WGS-84) and schematic counties; the operator may bring their own file."""

import json
from pathlib import Path
from typing import Any

from schema.coordinates import gcj_to_wgs

HERE = Path(__file__).parent


def outlines(kind: str, own: Path | None = None, gcj: bool = False) -> dict[str, Any]:
    """GeoJSON of `prefectures` or `counties`, each feature's id its code; `own` replaces ours, `gcj` converts it."""
    loaded: dict[str, Any] = json.loads((own or HERE / f"{kind}.geojson").read_text(encoding="utf-8"))
    for feature in loaded["features"]:
        properties = feature["properties"]
        feature["id"] = str(feature.get("id") or properties.get("code") or properties.get("adcode"))
        if gcj:
            feature["geometry"]["coordinates"] = _converted(feature["geometry"]["coordinates"])
    return loaded


def _converted(node: Any) -> Any:
    if isinstance(node[0], (int, float)):
        return [round(value, 6) for value in gcj_to_wgs(node[0], node[1])]
    return [_converted(item) for item in node]
