"""Generated files are not stale, and every shape maps to Arrow, Spark and Elasticsearch alike."""

from pathlib import Path

import pytest

from schema.arrow import arrow_schema
from schema.ecs import columns_of, ecs_names, fields_of
from schema.elasticsearch import SHAPES, mapping
from schema.generate import generated
from schema.spark import spark_schema

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", sorted(generated()))
def test_generated_files_are_fresh(name: str) -> None:
    path = ROOT / name
    assert path.exists(), f"{name} is missing; run: python -m schema.generate"
    assert path.read_text(encoding="utf-8") == generated()[name], f"{name} is stale; run: python -m schema.generate"


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_one_truth_for_all_engines(kind: str) -> None:
    shape = SHAPES[kind]
    names = [field.name for field in fields_of(shape)]
    assert arrow_schema(shape).names == names
    assert spark_schema(shape).fieldNames() == names
    assert len(set(ecs_names(shape).values())) == len(names), "two columns with one ECS name"
    assert columns_of(shape)["@timestamp"] == "event_time"
    for name in ecs_names(shape).values():
        place = {"properties": mapping(shape)["properties"]}
        for part in name.split("."):
            place = place["properties"][part]
        assert "type" in place
