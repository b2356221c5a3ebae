"""Chinese or English: by --lang, JIANMEN_LANG or the locale."""

import locale
import os
import sys


def language() -> str:
    """`zh` or `en`; --lang on the command line wins, then JIANMEN_LANG, then the locale."""
    arguments = sys.argv[1:]
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return "zh" if arguments[position + 1].lower().startswith("zh") else "en"
        if argument.startswith("--lang="):
            return "zh" if argument[7:].lower().startswith("zh") else "en"
    chosen = os.environ.get("JIANMEN_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    if not chosen:
        chosen = locale.getlocale()[0] or ""
    return "zh" if chosen.lower().startswith("zh") else "en"


def say(zh: str, en: str) -> str:
    """The text in the user's language."""
    return zh if language() == "zh" else en
