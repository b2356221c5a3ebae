"""Web cells: HTTP requests of one client to one host by method and status in one minute."""

import polars as pl

from streaming.cell import CellBuilder


class Web(CellBuilder):
    """One cell a minute and (client, server, port, host, method, status, user agent)."""

    keys = (
        "source_ip", "destination_ip", "destination_port", "url_domain", "http_method", "http_status", "user_agent",
    )  # fmt: skip
    reads = ("http_request_bytes", "http_response_bytes", "url_path")

    def prepare(self, events: pl.DataFrame) -> pl.DataFrame:
        """Only records that name the client."""
        return events.filter(pl.col("source_ip").is_not_null())

    def values(self) -> list[pl.Expr]:
        """Bytes, distinct paths and the longest of them."""
        path = pl.col("url_path")
        return [
            pl.col("http_request_bytes").fill_null(0).sum().alias("request_bytes"),
            pl.col("http_response_bytes").fill_null(0).sum().alias("response_bytes"),
            path.n_unique().cast(pl.Int64).alias("paths"),
            path.sort_by(path.str.len_bytes().fill_null(0), path, descending=[True, False]).first().alias("longest_path"),
        ]
