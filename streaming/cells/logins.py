"""Login cells: logins of one account from one place to one place in one minute, by outcome."""

import polars as pl

from streaming.cell import CellBuilder


class Logins(CellBuilder):
    """One cell a minute and (source, destination, host, account, protocol, outcome)."""

    keys = ("source_ip", "destination_ip", "host_name", "user_name", "protocol", "outcome")
    reads = ("category",)

    def prepare(self, events: pl.DataFrame) -> pl.DataFrame:
        """Only authentication records; a missing outcome is `unknown`."""
        return events.filter((pl.col("category") == "authentication") | pl.col("outcome").is_not_null()).with_columns(
            pl.col("outcome").fill_null("unknown"), pl.col("protocol").fill_null("unknown")
        )

    def values(self) -> list[pl.Expr]:
        """Nothing beside the count."""
        return []
