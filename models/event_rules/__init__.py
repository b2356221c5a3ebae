"""One event rule a file; found by looking here."""
