"""Alerts and inventory → attack paths → incidents."""
