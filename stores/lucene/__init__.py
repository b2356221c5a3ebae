"""Lucene query syntax on ECS names: checked, translated to DuckDB, and re-written for Elasticsearch."""

from stores.lucene.canonical import canonical
from stores.lucene.condition import Condition
from stores.lucene.error import LuceneError
from stores.lucene.parse import parse
from stores.lucene.translate import translate

__all__ = ["Condition", "LuceneError", "canonical", "parse", "translate"]
