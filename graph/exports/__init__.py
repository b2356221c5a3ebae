"""Exports of an incident: STIX 2.1 bundle, Attack Flow 2, GraphML; each can be read back without loss."""
