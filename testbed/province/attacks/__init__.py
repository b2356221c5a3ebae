"""One attack a file; found by looking here."""
