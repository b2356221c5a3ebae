"""ICS cells: commands of one master to one controller unit by function and object in one minute."""

import polars as pl

from streaming.cell import CellBuilder


class Ics(CellBuilder):
    """One cell a minute and (master, controller, port, protocol, unit, function, direction, cause, object, exception).

    A poll a second becomes one cell a minute; the values it carried are kept as count, sum and range.
    """

    keys = (
        "source_ip", "destination_ip", "destination_port", "protocol", "ics_unit", "ics_function", "ics_function_code",
        "ics_direction", "ics_cause", "ics_object", "ics_exception",
    )  # fmt: skip
    reads = ("ics_address", "ics_quantity", "ics_values")

    def prepare(self, events: pl.DataFrame) -> pl.DataFrame:
        """Only records with a function between two ends."""
        return events.filter(
            pl.col("source_ip").is_not_null() & pl.col("destination_ip").is_not_null() & pl.col("ics_function").is_not_null()
        ).with_columns(pl.col("protocol").fill_null("unknown"))

    def values(self) -> list[pl.Expr]:
        """Address range and the values' count, sum and range."""
        last = pl.col("ics_address") + (pl.col("ics_quantity").fill_null(1) - 1).clip(0)
        values = pl.col("ics_values")
        return [
            pl.col("ics_address").min().alias("least_address"),
            last.max().alias("greatest_address"),
            values.list.len().fill_null(0).sum().cast(pl.Int64).alias("values"),
            values.list.sum().fill_null(0.0).sum().alias("values_sum"),
            values.list.min().min().alias("values_least"),
            values.list.max().max().alias("values_greatest"),
        ]
