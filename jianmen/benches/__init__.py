"""One benchmark a file; each holds one function `measure(work: Path) -> dict`."""
