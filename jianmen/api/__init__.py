"""The read API: events, alerts, incidents, ledger and situation, for programs of others."""
