"""`jianmen`: commands are found by looking in jianmen/commands and jianmen/evaluations."""

import atexit
import importlib
import os
import pkgutil
import sys
from types import ModuleType
from typing import Annotated

import typer

import jianmen.commands
import jianmen.evaluations
from jianmen.errors import UserError
from jianmen.language import say


def _register(app: typer.Typer, package: ModuleType) -> None:
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        if isinstance(getattr(module, "app", None), typer.Typer):
            app.add_typer(module.app, name=info.name.replace("_", "-"))
        else:
            app.command(name=info.name.replace("_", "-"))(module.command)


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        help=say("剑门:省级关键信息基础设施网络安全态势感知引擎", "Jianmen: province-wide network-security situational awareness"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def options(
        lang: Annotated[str | None, typer.Option(help=say("界面语言:zh 或 en", "language: zh or en"))] = None,
    ) -> None:
        """Options before the command; --lang is read by jianmen.language."""

    _register(app, jianmen.commands)
    evaluate = typer.Typer(help=say("用数据评判一项检测", "judge one task on data"), no_args_is_help=True)
    _register(evaluate, jianmen.evaluations)
    app.add_typer(evaluate, name="evaluate")
    return app


def main() -> None:
    """Entry point: user errors in words and with an exit code, no traceback."""
    arguments = sys.argv[1:]
    if "--lang" in arguments[1:]:  # accepted anywhere on the line
        position = arguments.index("--lang")
        arguments = arguments[position : position + 2] + arguments[:position] + arguments[position + 2 :]
    code = 1
    try:
        code = _run(arguments)
    finally:
        # DuckDB's binding prints leak reports while the interpreter is torn down: leave without that, exit handlers run
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        if sys.exc_info()[0] is None:
            os._exit(code)


def _run(arguments: list[str]) -> int:
    try:
        build()(args=arguments, standalone_mode=True)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except UserError as error:
        typer.echo(say("错误:", "error: ") + str(error), err=True)
        return error.exit_code
    except OSError as error:
        if error.errno != 28:
            raise
        typer.echo(
            say("错误:磁盘已满。请释放空间后用同一命令重试,已提交的数据不会丢失或重复。",
                "error: the disk is full. Free some space and run the same command again; nothing committed is lost or doubled."),
            err=True,
        )
        return 3
    return 0
