"""One window detector a file; found by looking here."""
