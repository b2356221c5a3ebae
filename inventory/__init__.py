"""Organisations, zones, sensors, networks, assets, vulnerabilities: declared and observed."""
