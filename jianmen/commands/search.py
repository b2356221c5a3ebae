"""`jianmen search KIND [QUERY]`: ask the store in Lucene syntax on ECS names."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, get_args
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from jianmen.errors import UserError
from jianmen.language import language, say
from jianmen.settings import require_out
from schema.ecs import columns_of
from stores.embedded import LAKE_TABLES, SHAPES, EmbeddedStore
from stores.lucene import LuceneError, parse
from stores.lucene.dates import period
from stores.lucene.tree import Clauses, Node
from stores.store import Kind, Query, Row

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHOWN: dict[str, dict[str, tuple[str, str]]] = {  # column → heading
    "events": {
        "event_time": ("时间", "time"), "dataset": ("数据集", "dataset"), "sensor": ("探针", "sensor"),
        "source_ip": ("源", "source"), "destination_ip": ("目的", "destination"), "destination_port": ("端口", "port"),
        "action": ("动作", "action"), "outcome": ("结果", "outcome"), "event_id": ("编号", "id"),
    },
    "alerts": {
        "event_time": ("时间", "time"), "severity": ("级别", "severity"), "score": ("评分", "score"), "title": ("告警", "alert"),
        "zone": ("区域", "zone"), "entity": ("实体", "entity"), "destination_ip": ("目标", "target"),
        "technique": ("技术", "technique"), "prefecture": ("市州", "prefecture"), "alert_id": ("编号", "id"),
    },
    "incidents": {
        "last_time": ("时间", "time"), "severity": ("级别", "severity"), "score": ("评分", "score"), "title": ("事件", "incident"),
        "alert_count": ("告警数", "alerts"), "entry": ("入口", "entry"), "target": ("目标", "target"),
        "techniques": ("技术", "techniques"), "incident_id": ("编号", "id"),
    },
    "ledger": {
        "event_time": ("分钟", "minute"), "sensor": ("探针", "sensor"), "dataset": ("数据集", "dataset"),
        "prefecture": ("市州", "prefecture"), "records": ("记录", "records"), "dead_letters": ("无法解析", "dead letters"),
        "late": ("迟到", "late"), "quarantined": ("隔离", "quarantined"), "lost": ("丢失", "lost"), "unknown": ("未知", "unknown"),
    },
    "deadletters": {
        "event_time": ("接收时间", "received"), "dataset": ("数据集", "dataset"), "sensor": ("探针", "sensor"),
        "reason": ("原因", "reason"), "raw_bytes": ("字节", "bytes"), "event_id": ("编号", "id"),
    },
}  # fmt: skip


def command(
    kind: Annotated[str, typer.Argument(help="events | alerts | incidents | ledger | deadletters")],
    query: Annotated[str, typer.Argument(help=say('Lucene 查询,如 source.ip:"10.0.0.0/8"(时间无时区者为 UTC)',
                                                  'Lucene query, e.g. source.ip:"10.0.0.0/8" (times without zone are UTC)'))] = "*",
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))] = Path("out"),
    start: Annotated[str | None, typer.Option("--from", help=say("起(含);无时区者为北京时间", "from (included); Beijing time unless a zone is given"))] = None,
    end: Annotated[str | None, typer.Option("--to", help=say("止(不含)", "to (not included)"))] = None,
    sort: Annotated[str, typer.Option(help=say("排序字段,降序加 -", "field to sort by; - for descending"))] = "-@timestamp",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=say("最多几条", "at most so many"))] = 20,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON 数组(ECS 字段名,UTC)", "print a JSON list (ECS names, UTC)"))] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=say("输出 CSV", "print CSV"))] = False,
) -> None:  # fmt: skip
    """Search events, alerts, incidents, ledger or dead letters."""
    question = ask(kind, query, start, end, sort, limit)
    store = EmbeddedStore(require_out(out))
    rows, total = answer(store, question)
    if as_json:
        typer.echo(json.dumps([as_ecs(row, kind) for row in rows], ensure_ascii=False, default=plain))
    elif as_csv:
        typer.echo(to_csv(rows, kind), nl=False)
    else:
        show(rows, total, question, out)


def ask(kind: str, query: str, start: str | None, end: str | None, sort: str, limit: int) -> Query:
    """The question, or a UserError that says what to write instead."""
    if kind not in get_args(Kind):
        raise UserError(
            say(
                f"没有种类“{kind}”。可选:{'、'.join(get_args(Kind))}",
                f"no kind {kind!r}; choose one of {', '.join(get_args(Kind))}",
            )
        )
    return Query(kind, query, moment(start, "--from"), moment(end, "--to"), sort, limit)  # type: ignore[arg-type]


def answer(store: EmbeddedStore, question: Query) -> tuple[list[Row], int]:
    """Rows and how many match in all; a wrong query is a UserError that points at the place."""
    try:
        return store.search(question), store.count(question)
    except LuceneError as error:
        message = error.message(language() == "zh")
        raise UserError(
            say("查询有误:", "the query is wrong: ") + f"{message}\n{error.pointer(question.lucene)}"
        ) from error
    except ValueError as error:
        raise UserError(say(f"查询有误:{error}", f"the query is wrong: {error}")) from error


def as_ecs(row: Row, kind: str) -> dict[str, Any]:
    """A row by ECS names, empty fields left out."""
    names = {column: ecs for ecs, column in columns_of(SHAPES[kind]).items()}  # type: ignore[index]
    return {names[column]: value for column, value in row.items() if column in names and value not in (None, [], {})}


def plain(value: Any) -> Any:
    """Times in UTC, as JSON has them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def to_csv(rows: list[Row], kind: str) -> str:
    """CSV with a column for every field; lists joined by semicolons."""
    names = {column: ecs for ecs, column in columns_of(SHAPES[kind]).items()}  # type: ignore[index]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names.values()), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({names[column]: _cell(value) for column, value in row.items() if column in names})
    return text.getvalue()


def mixed(node: Node) -> bool:
    """Whether AND and OR stand side by side without brackets anywhere."""
    if not isinstance(node, Clauses):
        return False
    return node.mixed or any(mixed(part) for part in (*node.must, *node.should, *node.must_not))


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    text = plain(value) if isinstance(value, datetime) else value
    if isinstance(text, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + text  # a spreadsheet would run it as a formula
    return text


def moment(text: str | None, option: str) -> datetime | None:
    """A time given on the command line; Beijing time unless it says otherwise, or relative to now."""
    if text is None:
        return None
    if not text.startswith("now"):
        try:
            given = datetime.fromisoformat(text)
        except ValueError:
            raise UserError(say(f"{option} 的时间“{text}”无法识别;可写 2026-11-16、2026-11-16T08:00 或 now-1d",
                                f"{option} {text!r} is not a time; write 2026-11-16, 2026-11-16T08:00 or now-1d")) from None  # fmt: skip
        return given if given.tzinfo else given.replace(tzinfo=SHANGHAI)
    try:
        return period(text, datetime.now(UTC), 0)[0]
    except LuceneError as error:
        raise UserError(f"{option}: {error.message(language() == 'zh')}") from error


def show(rows: list[Row], total: int, question: Query, out: Path) -> None:
    """A table, how many match, and where was searched."""
    console = Console()
    if mixed(parse(question.lucene)):
        Console(stderr=True).print(
            say("提示:AND 与 OR 混用而未加括号时,按 Lucene 规则没有优先级,仅 AND 两侧为必需;请加括号。",
                "Note: AND and OR without brackets: Lucene knows no precedence, only what AND joins is required; add brackets."),
            style="yellow",
        )  # fmt: skip
    zh = language() == "zh"
    place = "lake" if question.kind in LAKE_TABLES else "store"
    table = Table(box=None, pad_edge=False)
    columns = SHOWN[question.kind]
    for name, heading in columns.items():
        right = name in (
            "score",
            "alert_count",
            "records",
            "dead_letters",
            "late",
            "quarantined",
            "lost",
            "unknown",
            "raw_bytes",
        )
        table.add_column(heading[0] if zh else heading[1], justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(row, name, zh) for name in columns))
    console.print(table)
    console.print(
        say(f"共 {total} 条,显示 {len(rows)} 条;查询的是 {out}/{place}(嵌入式,DuckDB);时间为北京时间。",
            f"{total} match, {len(rows)} shown; searched {out}/{place} (embedded, DuckDB); times are Beijing time."),
        style="dim", markup=False, highlight=False,
    )  # fmt: skip


def _shown(row: Row, name: str, zh: bool) -> str:
    value = row.get(f"title_{'zh' if zh else 'en'}") if name == "title" and "title_zh" in row else row.get(name)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float):
        return f"{value:.2f}"
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    if name.endswith("_id"):
        text = text[:12]  # a beginning is enough for `explain`
    return "".join(char if char.isprintable() else "�" for char in text).replace("[", "\\[")
