"""Wildcards and Lucene's regular expressions as LIKE and RE2."""

import duckdb

from stores.lucene.error import LuceneError

OPERATORS = '~&<>@#"'  # Lucene's own: complement, intersection, intervals, any string, nothing, quoted text
CLASSES = "dDwWsS"


def like(parts: tuple[tuple[bool, str], ...], lower: bool = False) -> str:
    r"""The LIKE pattern (escape character \) of a word with wildcards.

    >>> like(((False, "50%_"), (True, "*")))
    '50\\%\\_%'
    """
    words = {"*": "%", "?": "_"}
    texts = []
    for wild, text in parts:
        if wild:
            texts.append(words[text])
        else:
            literal = text.lower() if lower else text
            texts.append(literal.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"))
    return "".join(texts)


def regex(pattern: str, position: int) -> str:
    """The RE2 expression of a Lucene regular expression, which always matches the whole value."""
    found, index, in_class = [], 0, False
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            after = pattern[index + 1 : index + 2]
            if not after:
                raise LuceneError("正则表达式以反斜杠结尾", "the regular expression ends in a backslash", position)
            if after.isalnum() and after not in CLASSES:
                found.append(after)
            else:
                found.append(f"\\{after}" if after.isascii() else after)
            index += 2
            continue
        if char in OPERATORS and not in_class:
            raise LuceneError(
                f"正则表达式中的 {char} 不支持;作为普通字符请写 \\{char}",
                f"{char} in a regular expression is not supported; write \\{char} for the character itself", position + 1 + index,
            )  # fmt: skip
        if char == "[" and not in_class:
            in_class = True
        elif char == "[" and in_class:
            char = "\\["
        elif char == "]" and in_class:
            in_class = False
        elif char in "^$" and not in_class:
            char = f"\\{char}"
        found.append(char)
        index += 1
    text = "".join(found)
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT regexp_full_match('', ?, 's')", [text]).fetchone()
    except duckdb.Error:
        raise LuceneError("正则表达式有误", "the regular expression is wrong", position) from None
    return text
