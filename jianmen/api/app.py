"""The ASGI app of the read API; its OpenAPI stands at /openapi.json."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from jianmen.api import paging
from jianmen.api.limits import Limits
from jianmen.api.reader import Reader
from jianmen.api.tokens import Token, find, load
from stores.lucene import LuceneError
from stores.store import Kind, Row

KINDS: tuple[Kind, ...] = ("events", "alerts", "incidents", "ledger", "deadletters")
Named = Literal["events", "alerts", "incidents", "deadletters"]
CHUNK = 2_000


class Page(BaseModel):
    """Rows by ECS name, and the cursor of the next page; no cursor: nothing more for now."""

    rows: list[dict[str, Any]]
    cursor: str | None = None


class Problem(BaseModel):
    """What is wrong with a request, in both languages, and where."""

    detail: dict[str, Any] | str


class Asked:
    """The query parameters pages and streams share."""

    def __init__(
        self,
        request: Request,
        query: Annotated[str, Query(max_length=16_384, description="Lucene on ECS names")] = "*",
        start: Annotated[
            datetime | None, Query(alias="from", description="included; UTC unless a zone is given")
        ] = None,
        end: Annotated[datetime | None, Query(alias="to", description="not included")] = None,
        fields: Annotated[str | None, Query(description="ECS names, comma-separated")] = None,
        cursor: Annotated[str | None, Query(description="of the page before")] = None,
    ) -> None:
        self.query, self.fields, self.cursor = query, fields, cursor
        self.start, self.end = _utc(start), _utc(end)
        self.request = request

    def behind(self, cursor: str) -> "Asked":
        """The same question, further on."""
        return Asked(self.request, self.query, self.start, self.end, self.fields, cursor)


PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": text}
    for code, text in {
        400: "a wrong query, field or cursor",
        401: "no valid token",
        403: "outside the token's scope",
        429: "too many requests",
    }.items()
}


def create(out: Path, clock: Callable[[], float], per_minute: int = 600) -> FastAPI:
    """The app over one out folder."""
    app = FastAPI(
        title="Jianmen read API",
        version="1",
        description="剑门只读接口 / read access to events, alerts, incidents and the ledger",
    )
    reader, limits = Reader(out), Limits(per_minute, clock)
    bearer = HTTPBearer(auto_error=False)

    def caller(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)], response: Response) -> Token:
        token = find(load(out), given.credentials) if given else None
        if token is None:
            raise HTTPException(401, _told("缺少有效令牌", "no valid token"), {"WWW-Authenticate": "Bearer"})
        wait = limits.wait(token.name)
        if wait > 0:
            raise HTTPException(429, _told("请求过于频繁", "too many requests"), {"Retry-After": str(int(wait) + 1)})
        return token

    def allowed(kind: Kind, token: Annotated[Token, Depends(caller)]) -> Token:
        if not token.may_read(kind):
            raise HTTPException(403, _told(f"令牌无权读取 {kind}", f"this token may not read {kind}"))
        return token

    @app.get("/v1/{kind}", response_model=Page, responses=PROBLEMS, summary="one page, oldest first")
    def page(
        kind: Kind,
        token: Annotated[Token, Depends(allowed)],
        asked: Annotated[Asked, Depends()],
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Response:
        rows = _ask(reader, kind, token, asked, limit)
        names = _fields(kind, asked.fields)
        cursor = paging.cursor_of(rows[-1], kind).text() if len(rows) == limit else None
        return Response(
            orjson.dumps({"rows": [_row(row, names) for row in rows], "cursor": cursor}, default=str),
            media_type="application/json",
        )

    @app.get(
        "/v1/{kind}/stream",
        responses={**PROBLEMS, 200: {"content": {"application/x-ndjson": {}}, "description": "one JSON object a line"}},
    )
    def stream(
        kind: Kind, token: Annotated[Token, Depends(allowed)], asked: Annotated[Asked, Depends()]
    ) -> StreamingResponse:
        """Everything that matches, as NDJSON, oldest first."""
        names = _fields(kind, asked.fields)
        first = _ask(reader, kind, token, asked, CHUNK)

        def lines() -> Iterator[bytes]:
            rows, position = first, asked
            while rows:
                for row in rows:
                    yield orjson.dumps(_row(row, names), default=str) + b"\n"
                if len(rows) < CHUNK:
                    return
                position = position.behind(paging.cursor_of(rows[-1], kind).text())
                rows = _ask(reader, kind, token, position, CHUNK)

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    @app.get(
        "/v1/{kind}/{identifier}",
        response_model=dict[str, Any],
        responses={**PROBLEMS, 404: {"model": Problem, "description": "none"}},
    )
    def one(kind: Named, identifier: str, token: Annotated[Token, Depends(caller)]) -> Response:
        """One row by its id."""
        if not token.may_read(kind):
            raise HTTPException(403, _told(f"令牌无权读取 {kind}", f"this token may not read {kind}"))
        try:
            row = reader.get(kind, token, identifier)
        except UnicodeError:
            row = None
        if row is None:
            raise HTTPException(404, _told("没有这条记录", "there is no such row"))
        return Response(orjson.dumps(_row(row, _fields(kind, None)), default=str), media_type="application/json")

    return app


def _ask(reader: Reader, kind: Kind, token: Token, asked: Asked, limit: int) -> list[Row]:
    try:
        cursor = paging.read(asked.cursor, kind) if asked.cursor is not None else None
    except ValueError as error:
        raise HTTPException(400, _told("游标无效", "not a cursor of this kind")) from error
    try:
        return reader.page(kind, token, asked.query, asked.start, asked.end, cursor, limit)
    except LuceneError as error:
        raise HTTPException(400, {"zh": error.zh, "en": error.en, "position": error.position}) from error
    except (UnicodeError, OverflowError) as error:
        raise HTTPException(
            400, _told("参数中有无法处理的字符或时间", "a character or time that cannot be handled")
        ) from error


def _fields(kind: Kind, wanted: str | None) -> dict[str, str]:
    try:
        return paging.fields(kind, wanted)
    except ValueError as error:
        raise HTTPException(400, _told(f"没有字段 {error}", f"there is no field {error}")) from error


def _row(row: Row, names: dict[str, str]) -> dict[str, Any]:
    return {name: _plain(row[column]) for name, column in names.items() if row[column] not in (None, [], {})}


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def _utc(moment: datetime | None) -> datetime | None:
    try:
        return moment.astimezone(UTC) if moment and moment.tzinfo else moment and moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise HTTPException(400, _told("时间超出范围", "the time is out of range")) from error


def _told(zh: str, en: str) -> dict[str, Any]:
    return {"zh": zh, "en": en}
