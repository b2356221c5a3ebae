"""A lake table as a DuckDB view over its current Parquet files."""

from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from stores.lake import Lake


def attach(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    lake: Lake,
    table: str,
    schema: pa.Schema,
    start: datetime | None = None,
    end: datetime | None = None,
) -> None:
    """Give the table's rows a name; columns a file lacks are null, and files wholly outside start … end are not read.

    Not through `to_pyarrow_dataset()`: for files whose statistics cover some columns only it promises
    `column >= null` for the others, and every filter on those then finds nothing.
    """
    connection.register(f"{name}_shape", schema.empty_table())
    columns = ", ".join(f'"{column}"' for column in schema.names)
    rows = f"SELECT {columns} FROM {name}_shape"  # noqa: S608 (names of a schema and file names, quoted)
    span = (moment.astimezone(UTC) if moment else None for moment in (start, end))
    if files := lake.files(table, *span):
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        rows += f" UNION ALL BY NAME SELECT * FROM read_parquet([{listed}], union_by_name = true)"  # noqa: S608
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT {columns} FROM ({rows})")  # noqa: S608
