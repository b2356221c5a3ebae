"""One dataset (or one producer's family of records) a file; found by looking here."""
