"""LuceneError: what is wrong with a query, and where."""


class LuceneError(ValueError):
    """A query that cannot be answered; `position` counts characters from 0 (None: the whole query)."""

    def __init__(self, zh: str, en: str, position: int | None = None) -> None:
        self.zh, self.en, self.position = zh, en, position
        where = "" if position is None else f" (character {position + 1})"
        super().__init__(f"{en}{where}")

    def message(self, zh: bool) -> str:
        """The message in Chinese or English, with its place."""
        if self.position is None:
            return self.zh if zh else self.en
        return f"{self.zh}(第 {self.position + 1} 个字符)" if zh else str(self)

    def pointer(self, query: str) -> str:
        """The query with a caret under the place that is wrong."""
        if self.position is None:
            return query
        return f"{query}\n{' ' * sum(2 if ord(char) > 0x2E7F else 1 for char in query[: self.position])}^"
