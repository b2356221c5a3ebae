"""One named measure a file; found by looking here."""
