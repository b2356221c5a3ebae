"""One `jianmen evaluate` task a file; each holds one function `command` (a Typer command)."""
