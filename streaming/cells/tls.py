"""TLS cells: sessions of one client to one name in one minute."""

import polars as pl

from streaming.cell import CellBuilder


class Tls(CellBuilder):
    """One cell a minute and (client, server, port, name, JA3, version, validation, issuer, expiry)."""

    keys = (
        "source_ip", "destination_ip", "destination_port", "tls_server_name", "tls_ja3", "tls_version",
        "tls_validation", "certificate_issuer", "certificate_not_after",
    )  # fmt: skip

    def prepare(self, events: pl.DataFrame) -> pl.DataFrame:
        """Only records that name both ends."""
        return events.filter(pl.col("source_ip").is_not_null() & pl.col("destination_ip").is_not_null()).with_columns(
            pl.col("destination_port").fill_null(0)
        )

    def values(self) -> list[pl.Expr]:
        """Nothing beside the count."""
        return []
