"""The province threat map."""
