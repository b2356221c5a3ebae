"""`jianmen api`: serve the read API on the loopback; `jianmen api token NAME`: make a token."""

import json
from pathlib import Path
from time import monotonic
from typing import Annotated, get_args

import typer

from jianmen.api import tokens
from jianmen.errors import UserError
from jianmen.language import say
from jianmen.settings import require_out
from schema.places import prefectures
from stores.store import Kind

app = typer.Typer(help=say("只读接口(OpenAPI 在 /openapi.json)", "the read API (OpenAPI at /openapi.json)"))


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))] = Path("out"),
    port: Annotated[int, typer.Option(min=1, max=65535, help=say("端口", "port"))] = 8765,
    host: Annotated[
        str,
        typer.Option(help=say("监听地址;对外提供请置于反向代理与 TLS 之后", "address; behind a TLS proxy for others")),
    ] = "127.0.0.1",
    per_minute: Annotated[
        int, typer.Option(min=1, help=say("每令牌每分钟请求数", "requests a minute for each token"))
    ] = 600,
) -> None:
    """Serve the read API until interrupted."""
    if context.invoked_subcommand is not None:
        return
    try:  # an extra of its own: the rest of the command line works without it
        import uvicorn

        from jianmen.api.app import create
    except ImportError as error:
        raise UserError(
            say(
                "只读接口需要附加依赖:pip install 'jianmen[desk]'",
                "the API needs an extra: pip install 'jianmen[desk]'",
            )
        ) from error

    folder = require_out(out)
    if not tokens.load(folder):
        hint = f"jianmen api token NAME --out {out}"
        typer.echo(say(f"尚无令牌,先创建一个:{hint}", f"there is no token yet; make one: {hint}"), err=True)
    uvicorn.run(create(folder, monotonic, per_minute), host=host, port=port, log_level="warning")


@app.command()
def token(
    name: Annotated[str, typer.Argument(help=say("令牌名称", "name of the token"))],
    out: Annotated[Path, typer.Option(help=say("输出目录", "output folder"))] = Path("out"),
    prefecture: Annotated[
        list[str] | None, typer.Option(help=say("只准读这些市州(可多次)", "only these prefectures (repeatable)"))
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help=say("只准读这些种类(可多次)", "only these kinds (repeatable)"))
    ] = None,
    revoke: Annotated[bool, typer.Option("--revoke", help=say("注销该令牌", "revoke it"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("输出 JSON", "print JSON"))] = False,
) -> None:
    """Make, replace or revoke a token; its text is shown once."""
    folder = require_out(out)
    if revoke:
        if not tokens.revoke(folder, name):
            raise UserError(say(f"没有名为 {name} 的令牌", f"no token is called {name}"))
        typer.echo(say(f"已注销 {name}", f"{name} revoked"))
        return
    codes = tuple(code + "00" if len(code) == 4 else code for code in prefecture or [])
    if wrong := [code for code in codes if code not in prefectures()]:
        raise UserError(say(f"没有市州代码 {wrong[0]}", f"no prefecture {wrong[0]}"))
    if bad := [item for item in kind or [] if item not in get_args(Kind)]:
        raise UserError(
            say(
                f"没有种类 {bad[0]};可选 {', '.join(get_args(Kind))}",
                f"no kind {bad[0]}; choose from {', '.join(get_args(Kind))}",
            )
        )
    text = tokens.create(folder, name, codes, tuple(kind or []))
    typer.echo(json.dumps({"name": name, "token": text}) if as_json else text)
