"""One command a file; found by looking here. Each file holds one function `command` (a Typer command)."""
