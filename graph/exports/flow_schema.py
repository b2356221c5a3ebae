"""Attack Flow's own schema, checked offline from a folder that holds it (published with Attack Flow 2.0.0)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

NAMES = ("https://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/master/schemas/",
         "http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/")  # fmt: skip
KINDS = ("attack-flow", "attack-action", "attack-asset", "attack-condition", "attack-operator")


def problems(bundle: Mapping[str, Any], folder: Path) -> list[str]:
    """What the schema finds wrong with the flow's own objects; empty when they are valid."""
    main = json.loads((folder / "attack-flow-schema-2.0.0.json").read_text(encoding="utf-8"))
    checker = Draft202012Validator(main, registry=_registry(folder / "oasis-open"))
    mine = [item for item in bundle["objects"] if item["type"] in KINDS]
    return [f"{item['id']}: {error.message}" for item in mine for error in checker.iter_errors(item)]


def _registry(folder: Path) -> Registry[Any]:
    found = []
    for path in sorted(folder.rglob("*.json")):
        contents = json.loads(path.read_text(encoding="utf-8"))
        resource = DRAFT202012.create_resource(contents)
        name = path.relative_to(folder).as_posix()
        found += [(prefix + name, resource) for prefix in NAMES]
        if "$id" in contents:
            found.append((contents["$id"], resource))
    return Registry().with_resources(found)
