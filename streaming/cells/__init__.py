"""How events become minute cells: one kind a file; found by looking here."""
