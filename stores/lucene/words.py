"""Escapes of Lucene's query language."""

from stores.lucene.error import LuceneError

SPECIAL = frozenset('+-&|!(){}[]^"~*?:\\/<>=@#')


def pieces(text: str, position: int) -> list[tuple[bool, str]]:
    """A word cut into literal texts and the wildcards * and ?; escapes resolved."""
    found: list[tuple[bool, str]] = []
    index = 0
    while index < len(text):
        char = text[index]
        if char in "*?":
            found.append((True, char))
            index += 1
            continue
        if char == "\\":
            char, index = _escaped(text, index, position)
        else:
            index += 1
        if found and not found[-1][0]:
            found[-1] = (False, found[-1][1] + char)
        else:
            found.append((False, char))
    return found


def unescape(text: str, position: int) -> str:
    r"""The text meant: `\x` is x, `\u0041` is A; * and ? stand for themselves.

    >>> unescape(r"a\:b", 0)
    'a:b'
    """
    return "".join(piece for _, piece in pieces(text, position))


def escape(text: str) -> str:
    r"""The text as one word that means itself.

    >>> escape("10.0.0.0/8 x")
    '10.0.0.0\\/8\\ x'
    """
    return "".join(f"\\{char}" if char in SPECIAL or char.isspace() else char for char in text)


def quote(text: str) -> str:
    r"""The text in quotes.

    >>> quote('say "x"')
    '"say \\"x\\""'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escaped(text: str, index: int, position: int) -> tuple[str, int]:
    if index + 1 >= len(text):
        raise LuceneError("反斜杠后缺少字符", "a backslash with nothing after it", position + index)
    if text[index + 1] != "u":
        return text[index + 1], index + 2
    digits = text[index + 2 : index + 6]
    if len(digits) != 4 or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
        raise LuceneError("\\u 后应有四位十六进制数", "\\u takes four hexadecimal digits", position + index)
    return chr(int(digits, 16)), index + 6
