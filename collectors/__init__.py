"""Receive raw telemetry, put it on the event log, lose nothing; interpret nothing."""
