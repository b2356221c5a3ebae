"""Tables of labelled flows (NSL-KDD, CICIDS layouts) as features; labels are kept apart from what models see."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
NORMAL = {"normal", "BENIGN", "benign", "Benign"}
CICIDS_DROPPED = {"id", "Flow ID", "Src IP", "Src Port", "Dst IP", "Timestamp", "Label", "Attempted Category", "Dst Port", "Protocol"}
KDD_COLUMNS = 41
KDD_TEXT = (1, 2, 3)  # protocol, service, flag


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Numbers, categories and, where the file has them, labels (None else)."""

    numbers: pl.DataFrame
    categories: pl.DataFrame
    labels: pl.Series | None

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: npt.NDArray[np.int64]) -> "FlowTable":
        """Some rows of it."""
        chosen = pl.Series(rows)
        return FlowTable(self.numbers[chosen], self.categories[chosen], None if self.labels is None else self.labels[chosen])

    def normal(self) -> npt.NDArray[np.bool_]:
        """Which rows are labelled normal; needs labels."""
        if self.labels is None:
            raise ValueError("the training file has no labels")
        return self.labels.is_in(sorted(NORMAL)).to_numpy()


def read(layout: str, paths: list[Path]) -> FlowTable:
    """All files as one table; ValueError when a file is not of this layout."""
    parts = [_kdd(path) if layout == "nslkdd" else _cicids(path) for path in paths]
    labels = [part.labels for part in parts]
    known = [label for label in labels if label is not None]
    return FlowTable(
        pl.concat([part.numbers for part in parts]),
        pl.concat([part.categories for part in parts]),
        pl.concat(known) if len(known) == len(parts) else None,
    )


def _kdd(path: Path) -> FlowTable:
    """41 features, then perhaps the attack's name, then perhaps a difficulty."""
    raw = pl.read_csv(path, has_header=False, infer_schema=False, truncate_ragged_lines=True)
    if raw.width and raw.row(0)[0] == "duration":
        raw = raw[1:]
    if raw.width < KDD_COLUMNS:
        raise ValueError(f"{path}: {raw.width} columns where NSL-KDD has 41 features")
    names = raw.columns
    numbers = raw.select(pl.col(names[at]).cast(pl.Float64, strict=False).alias(f"f{at:02d}") for at in range(KDD_COLUMNS) if at not in KDD_TEXT)
    categories = raw.select(pl.col(names[at]).fill_null("?").alias(f"c{at}") for at in KDD_TEXT)
    label = raw[names[KDD_COLUMNS]].str.strip_chars().str.strip_chars_end(".") if raw.width > KDD_COLUMNS else None
    if label is not None and label.cast(pl.Float64, strict=False).null_count() == 0:
        label = None  # a difficulty without a name
    return FlowTable(numbers, categories, label)


def _cicids(path: Path) -> FlowTable:
    raw = pl.read_csv(path, infer_schema=False, truncate_ragged_lines=True)
    raw = raw.rename({name: name.strip() for name in raw.columns})
    if "Flow Duration" not in raw.columns or "Dst Port" not in raw.columns:
        raise ValueError(f"{path}: no columns Flow Duration and Dst Port; is it of the CICIDS layout?")
    numbers = raw.select(pl.col(name).cast(pl.Float64, strict=False) for name in raw.columns if name not in CICIDS_DROPPED)
    port = pl.col("Dst Port").cast(pl.Int64, strict=False)
    place = pl.when(port < 1024).then(port.cast(pl.String)).when(port < 32768).then(pl.lit("registered")).otherwise(pl.lit("high"))
    categories = raw.select(pl.col("Protocol").fill_null("?").alias("protocol"), place.fill_null("?").alias("service"))
    return FlowTable(numbers, categories, raw["Label"].str.strip_chars() if "Label" in raw.columns else None)


class Preparer:
    """Learns scales and categories from training rows and turns tables into matrices."""

    def __init__(self, table: FlowTable) -> None:
        raw = _logged(table)
        self.middle, self.spread = raw.mean(axis=0), np.maximum(raw.std(axis=0), 0.05)
        self.values = {name: sorted(table.categories[name].unique()) for name in table.categories.columns}
        once = self._once(table)
        self.weight = 0.5 / np.maximum(once.std(axis=0), 0.05)

    def numbers(self, table: FlowTable) -> Floats:
        """Signed logarithms in training deviations, cut at twenty."""
        return np.asarray(np.clip((_logged(table) - self.middle) / self.spread, -20, 20))

    def matrix(self, table: FlowTable) -> Floats:
        """Numbers beside weighted one-hot categories; an unknown category is all zeros."""
        return np.concatenate([self.numbers(table), self._once(table) * self.weight], axis=1)

    def context(self, table: FlowTable) -> npt.NDArray[np.str_]:
        """The joint category of each row."""
        return table.categories.select(pl.concat_str(pl.all(), separator="|")).to_series().to_numpy().astype(str)

    def _once(self, table: FlowTable) -> Floats:
        columns = [table.categories[name].to_numpy()[:, None] == np.array(values, dtype=object)[None, :] for name, values in self.values.items()]
        return np.asarray(np.concatenate(columns, axis=1).astype(float))


def _logged(table: FlowTable) -> Floats:
    values = np.nan_to_num(table.numbers.to_numpy().astype(float), nan=0.0, posinf=1e12, neginf=-1e12)
    large = np.abs(values) > 1.0
    return np.asarray(np.where(large, np.sign(values) * np.log1p(np.abs(values)), values * np.log(2.0)))
