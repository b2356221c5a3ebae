"""Name cells: DNS questions of one client for one name in one minute."""

import polars as pl

from streaming.cell import CellBuilder


class Names(CellBuilder):
    """One cell a minute and (client, resolver, name, type, response code)."""

    keys = ("source_ip", "destination_ip", "dns_name", "dns_type", "dns_response_code")

    def prepare(self, events: pl.DataFrame) -> pl.DataFrame:
        """Only records with a question."""
        return events.filter(pl.col("dns_name").is_not_null() & pl.col("source_ip").is_not_null())

    def values(self) -> list[pl.Expr]:
        """Nothing beside the count."""
        return []
