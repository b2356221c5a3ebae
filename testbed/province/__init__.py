"""The simulated province: a seeded week of records of forty organisations, with truth the pipeline never reads."""

from testbed.province.week import write

__all__ = ["write"]
