"""Sentences built from measures: no number stands in one that is not a figure."""

import re

from briefings.document import Paragraph, Span
from briefings.figures import Account, change, measures, number, rules, shown
from situation.measure import Words, capital

PLACE = re.compile(r"\{(value|change|base)\}")


def sentence(name: str, account: Account) -> Paragraph:
    """The sentence of a measure, its numbers linked to their figure."""
    words = measures()[name].sentence
    assert words is not None, name
    return Paragraph(_filled(name, account, words))


def finding(name: str, account: Account) -> Paragraph:
    """A key finding: what, how many, how it changed, and why it matters."""
    measure = measures()[name]
    title, unit = measure.title, measure.unit
    gap = "" if measure.kind == "share" else " "
    form = (
        f"{title[0]} {{value}}{unit[0]},{{change}}。",
        f"{capital(title[1])}: {{value}}{gap}{unit[1]}, {{change}}. ".replace(f" {title[1]},", ","),
    )
    spans = _filled(name, account, form)
    return Paragraph((*spans, Span(*(measure.so_what or ("", "")))), "finding")


def _filled(name: str, account: Account, form: Words) -> tuple[Span, ...]:
    """A form with its places taken by the figure's numbers."""
    measure, figure = measures()[name], account.figures[name]
    marked = low_coverage(account) and measure.section != "visibility"
    words, _ = change(figure, measure, account)
    text = shown(figure, measure)
    texts = {"value": (text, text), "change": words, "base": (number(figure.base or 0),) * 2}
    spans: list[Span] = []
    for zh, en, place in _pieces(form):
        if place is None:
            spans.append(Span(zh, en))
        else:
            spans.append(Span(*texts[place], figure=name, part=place, marked=marked and place == "value"))
    return tuple(spans)


def low_coverage(account: Account) -> bool:
    """Whether so little was seen that figures are marked."""
    return account.coverage < float(rules()["coverage_threshold"])


def findings(account: Account) -> list[str]:
    """The measures that deserve a leader's minute, most urgent first."""
    scored = []
    for name, measure in measures().items():
        figure = account.figures[name]
        if measure.so_what is None or measure.weight <= 0 or not figure.value or measure.kind == "table":
            continue
        if name == "coverage" and not low_coverage(account):
            continue
        weight = measure.weight * (3 if name == "coverage" else 1)
        if figure.before:
            rising = figure.value > figure.before
            weight *= 1.3 if rising == (measure.worse == "up") else 0.8
        scored.append((-weight, measure.order, name))
    return [name for _, _, name in sorted(scored)[: int(rules()["most_findings"])]]


def _pieces(words: Words) -> list[tuple[str, str, str | None]]:
    """Both languages cut at their placeholders; a measure's two sentences must use the same ones in the same order."""
    zh, en = PLACE.split(words[0]), PLACE.split(words[1])
    places = zh[1::2]
    if places != en[1::2]:
        raise ValueError(f"the two languages place their numbers differently: {words}")
    found: list[tuple[str, str, str | None]] = []
    for index, (left, right) in enumerate(zip(zh[::2], en[::2], strict=True)):
        found.append((left, right, None))
        if index < len(places):
            found.append(("", "", places[index]))
    return found
