"""Rows of one inventory file, CSV or YAML, each with the line it stands on."""

import csv
import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from inventory.problem import Problem

Row = dict[str, str]
SUFFIXES = (".csv", ".yaml", ".yml")


def read(
    folder: Path, name: str, columns: Sequence[str], optional: bool, problems: list[Problem]
) -> list[tuple[str, Row]]:
    """(file:line, row) of the file called `name`; an absent optional file has none."""
    present = [folder / f"{name}{suffix}" for suffix in SUFFIXES if (folder / f"{name}{suffix}").exists()]
    if len(present) > 1:
        names = ", ".join(path.name for path in present)
        problems.append(Problem(names, "", "同一内容有两个文件,请只留一个", "the same table twice; keep one of them"))
    if not present:
        if not optional:
            listed = ",".join(columns)
            problems.append(
                Problem(
                    f"{name}.csv",
                    "",
                    f"{folder} 中缺少此必需文件,列为:{listed}",
                    f"missing in {folder}; it is required, with columns {listed}",
                )
            )
        return []
    path = present[0]
    try:
        rows = list(_csv(path, problems) if path.suffix == ".csv" else _yaml(path, problems))
    except UnicodeDecodeError as error:
        problems.append(
            Problem(
                path.name,
                "",
                "不是 UTF-8 编码,请另存为“CSV UTF-8”",
                f"is not UTF-8 ({error.reason} at byte {error.start}); save it as CSV UTF-8",
            )
        )
        return []
    except (csv.Error, yaml.YAMLError) as error:
        text = " ".join(str(error).split())
        problems.append(Problem(path.name, "", f"无法读取:{text}", f"cannot be read: {text}"))
        return []
    _misspelt(path.name, rows, columns, problems)
    return rows


def _csv(path: Path, problems: list[Problem]) -> Iterator[tuple[str, Row]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.reader(handle, strict=True)
        header = [name.strip() for name in next(reader, [])]
        for cells in reader:
            where = f"{path.name}:{reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                problems.append(
                    Problem(
                        where,
                        "",
                        f"有 {len(cells)} 个字段,多于表头的 {len(header)} 个;含逗号的值请加双引号",
                        f"has {len(cells)} fields, more than the {len(header)} of the first line; quote values that contain a comma",
                    )
                )
                continue
            yield (
                where,
                dict(zip(header, [cell.strip() for cell in cells] + [""] * (len(header) - len(cells)), strict=True)),
            )


def _yaml(path: Path, problems: list[Problem]) -> Iterator[tuple[str, Row]]:
    text = path.read_text(encoding="utf-8-sig")
    node, loaded = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    if node is None or loaded is None:
        return
    if not isinstance(loaded, list):
        problems.append(
            Problem(path.name, "", "应为列表,每项以“- ”开头", "must be a list, each item beginning with '- '")
        )
        return
    for item, part in zip(loaded, node.value, strict=True):
        where = f"{path.name}:{part.start_mark.line + 1}"
        if not isinstance(item, dict):
            problems.append(Problem(where, "", "应为“字段: 值”的集合", "must be a mapping of fields to values"))
            continue
        yield where, {str(key): _text(value) for key, value in item.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return ";".join(map(str, value)) if isinstance(value, list) else str(value).strip()


def _misspelt(file: str, rows: list[tuple[str, Row]], columns: Sequence[str], problems: list[Problem]) -> None:
    """A column nobody reads that looks like one we read is a slip of the pen; any other extra column is the user's own."""
    extra = {name for _, row in rows for name in row} - set(columns)
    for name in sorted(extra):
        close = difflib.get_close_matches(
            name, [column for column in columns if not rows or column not in rows[0][1]], 1, 0.75
        )
        if close:
            problems.append(
                Problem(file, name, f"没有这一列;是否应为 {close[0]}?", f"no such column; did you mean {close[0]}?")
            )
