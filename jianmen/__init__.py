"""The command line and the settings: the only place that assembles the parts."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jianmen.workspace import Workspace


def open(out: str | Path) -> "Workspace":
    """An out folder for notebooks and scripts: `jianmen.open("out").alerts("kibana.alert.severity:high")`."""
    from jianmen.workspace import Workspace  # pandas and DuckDB only for those who ask

    return Workspace(Path(out))
