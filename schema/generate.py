"""Writes the files generated from the shapes: `python -m schema.generate`, run where the project's root is."""

import json
from pathlib import Path

from schema.elasticsearch import SHAPES, mapping
from schema.field_docs import field_docs


def generated() -> dict[str, str]:
    """Path from the project's root → what it must hold."""
    files = {
        f"deploy/elasticsearch/mappings/{kind}.json": json.dumps(mapping(shape), indent=1) + "\n"
        for kind, shape in SHAPES.items()
    }
    return files | {"docs/fields.md": field_docs()}


def main() -> None:
    """Write them all."""
    for name, text in generated().items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
