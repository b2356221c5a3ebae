"""Visibility ledger, situation index, measures: what map, briefing and desk read."""
