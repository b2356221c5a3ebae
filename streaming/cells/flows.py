"""Flow cells: conversations of one pair and service in one minute."""

import polars as pl

from streaming.cell import CellBuilder

FAILED_STATES = ("S0", "REJ", "RSTOS0", "RSTRH", "SH", "SHR", "OTH", "INT", "REQ", "FAILED")


def _sum(name: str) -> pl.Expr:
    return pl.col(name).fill_null(0).sum()


class Flows(CellBuilder):
    """One cell a minute and (source, destination, port, transport)."""

    keys = ("source_ip", "destination_ip", "destination_port", "transport")
    reads = (
        "protocol",
        "connection_state",
        "source_bytes",
        "destination_bytes",
        "source_packets",
        "destination_packets",
        "duration",
    )

    def prepare(self, events: pl.DataFrame) -> pl.DataFrame:
        """Only records that name both ends."""
        return events.filter(pl.col("source_ip").is_not_null() & pl.col("destination_ip").is_not_null()).with_columns(
            pl.col("destination_port").fill_null(0)
        )

    def values(self) -> list[pl.Expr]:
        """Sums, and how many attempts nobody answered."""
        unanswered = (pl.col("transport") != "tcp") & (pl.col("destination_packets") == 0)
        failed = pl.col("connection_state").is_in(FAILED_STATES) | (
            pl.col("connection_state").is_null() & unanswered.fill_null(False)
        )
        return [
            pl.col("protocol").max(),
            failed.fill_null(False).sum().cast(pl.Int64).alias("failed"),
            _sum("source_bytes"),
            _sum("destination_bytes"),
            _sum("source_packets"),
            _sum("destination_packets"),
            pl.col("duration").max().fill_null(0.0),
        ]
