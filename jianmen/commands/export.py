"""`jianmen export KIND [QUERY] --format csv|ndjson|stix --file FILE`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jianmen.commands.search import answer, as_ecs, ask, plain, to_csv
from jianmen.errors import UserError
from jianmen.indicators import bundle
from jianmen.language import say
from jianmen.settings import require_out
from stores.embedded import EmbeddedStore

FORMATS = ("csv", "ndjson", "stix")


def command(
    kind: Annotated[str, typer.Argument(help="events | alerts | incidents | ledger | deadletters")],
    query: Annotated[str, typer.Argument(help=say("Lucene 查询", "Lucene query"))] = "*",
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))] = Path("out"),
    file: Annotated[
        Path | None, typer.Option(help=say("写入文件(缺省为标准输出)", "file to write (standard output)"))
    ] = None,
    form: Annotated[str, typer.Option("--format", help="csv | ndjson | stix")] = "ndjson",
    start: Annotated[str | None, typer.Option("--from", help=say("起", "from"))] = None,
    end: Annotated[str | None, typer.Option("--to", help=say("止(不含)", "to (not included)"))] = None,
    limit: Annotated[int, typer.Option(min=1, help=say("最多几条", "at most so many"))] = 1_000_000,
) -> None:
    """Export rows as CSV, NDJSON or (alerts) a STIX 2.1 bundle of their indicators."""
    if form not in FORMATS:
        raise UserError(
            say(f"没有格式 {form};可选 {', '.join(FORMATS)}", f"no format {form}; choose from {', '.join(FORMATS)}")
        )
    if form == "stix" and kind != "alerts":
        raise UserError(say("STIX 只能导出 alerts", "STIX is for alerts only"))
    rows, _ = answer(EmbeddedStore(require_out(out)), ask(kind, query, start, end, "@timestamp", limit))
    if form == "csv":
        text = to_csv(rows, kind)
    elif form == "stix":
        text = json.dumps(bundle(rows), ensure_ascii=False, indent=1) + "\n"
    else:
        text = "".join(json.dumps(as_ecs(row, kind), ensure_ascii=False, default=plain) + "\n" for row in rows)
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        typer.echo(say(f"已写入 {file}:{len(rows)} 条", f"{file}: {len(rows)} rows"), err=True)
