"""Generators of our own, one per way of making names up, so that a classifier meets ways no training family shows."""

import numpy as np

SUFFIXES = ("com", "com", "net", "org", "info", "biz", "ru", "cc", "ws", "cn", "co.uk", "me", "in", "su", "top", "xyz", "eu", "pw")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def made_up(count: int, seed: int, ordinary: list[str]) -> list[str]:
    """`count` names, an equal share a way, most as long as ordinary ones: length alone says nothing of a new family."""
    random = np.random.default_rng(seed)
    ways = [_uniform, _uniform, _letters_digits, _hexadecimal, _few_letters, _skewed]
    usual = np.array([len(name.partition(".")[0]) for name in ordinary])
    usual = usual[usual >= 5]
    labels = []
    for at in range(count):
        size = int(random.choice(usual)) if len(usual) and random.random() < 0.6 else int(random.integers(6, 26))
        labels.append(ways[at % len(ways)](random, size))
    return _suffixed(random, labels)


def _suffixed(random: np.random.Generator, labels: list[str]) -> list[str]:
    return [f"{label}.{SUFFIXES[at]}" for label, at in zip(labels, random.integers(0, len(SUFFIXES), len(labels)), strict=True)]


def joined(count: int, seed: int, ordinary: list[str]) -> list[str]:
    """Two or three ordinary labels in one: long ordinary names, so that length alone never makes a name suspect."""
    random = np.random.default_rng(seed)
    short = [name.partition(".") for name in ordinary if 4 <= len(name.partition(".")[0]) <= 12]
    if not short:
        return []
    picked = [[short[at] for at in random.integers(0, len(short), int(random.integers(2, 4)))] for _ in range(count)]
    return ["".join(part[0] for part in parts) + "." + parts[0][2] for parts in picked]


def odd_but_ordinary(count: int, seed: int) -> list[str]:
    """Names of digits alone, as Chinese sites like them, and names in another script: odd to a letter model, yet ordinary."""
    random = np.random.default_rng(seed)
    digits = [_draw(random, "0123456789", int(random.integers(3, 9))) for _ in range(count)]
    script = ["xn--" + _draw(random, LETTERS + "0123456789", int(random.integers(5, 20))) for _ in range(count)]
    return _suffixed(random, [*digits, *script])


def _uniform(random: np.random.Generator, size: int) -> str:
    return _draw(random, LETTERS, size)


def _letters_digits(random: np.random.Generator, size: int) -> str:
    return _draw(random, LETTERS + "0123456789", max(size, 8))


def _hexadecimal(random: np.random.Generator, size: int) -> str:
    return _draw(random, "0123456789abcdef", max(size, 8))


def _few_letters(random: np.random.Generator, size: int) -> str:
    return _draw(random, "".join(random.choice(list(LETTERS), 13, replace=False)), size)


def _skewed(random: np.random.Generator, size: int) -> str:
    weights = random.dirichlet(np.full(26, 2.0))
    return "".join(random.choice(list(LETTERS), size, p=weights))


def _draw(random: np.random.Generator, letters: str, size: int) -> str:
    return "".join(letters[at] for at in random.integers(0, len(letters), size))
