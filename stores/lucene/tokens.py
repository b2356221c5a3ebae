"""Words of a text as Elasticsearch's standard analyser cuts them (Unicode text segmentation, lower case)."""

LETTER = r"(?:[^\P{L}\p{Han}\p{Hiragana}\p{Katakana}]\p{M}*)"
MID_LETTER = "[:·.'‘’․‧﹒＇．：﹕]"
MID_NUMBER = "[,;.'‘’․﹒＇．，；]"
LETTERS = f"{LETTER}+(?:{MID_LETTER}{LETTER}+)*"
DIGITS = rf"\p{{Nd}}+(?:{MID_NUMBER}\p{{Nd}}+)*"
WORD = rf"_*(?:{LETTERS}|{DIGITS})(?:_*(?:{LETTERS}|{DIGITS}))*_*"
TOKEN = rf"{WORD}|[\p{{Han}}\p{{Hiragana}}]|\p{{Katakana}}+".replace("'", "''")


def tokens(expression: str) -> str:
    """SQL for the list of words of a text."""
    return f"regexp_extract_all(lower({expression}), '{TOKEN}')"


def line(expression: str) -> str:
    """SQL for the words in one string with a separator around each, so that a phrase is a substring."""
    return f"(chr(31) || array_to_string({tokens(expression)}, chr(31)) || chr(31))"
