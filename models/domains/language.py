"""Letters and words of ordinary domains, learned from the domains given: how far a label is from them."""

import math
from collections import Counter
from collections.abc import Sequence

ORDER = 4
LEAST_WORD = 4
MOST_WORD = 10


class Language:
    """An interpolated letter model of order 4 and the pieces that recur in unrelated ordinary names."""

    def __init__(self, names: Sequence[str]) -> None:
        labels = [name.partition(".")[0] for name in names]
        self.counts: Counter[str] = Counter()
        self.before: Counter[str] = Counter()
        pieces: Counter[str] = Counter()
        for label in labels:
            text = "^" * (ORDER - 1) + label + "$"
            for at in range(ORDER - 1, len(text)):
                for size in range(ORDER):
                    self.before[text[at - size : at]] += 1
                    self.counts[text[at - size : at + 1]] += 1
            pieces.update({label[at : at + size] for size in range(LEAST_WORD, MOST_WORD + 1) for at in range(len(label) - size + 1)})
        self.pieces = {piece for piece, seen in pieces.items() if seen >= (4 if len(piece) == LEAST_WORD else 3 if len(piece) == 5 else 2)}

    def surprises(self, label: str) -> list[float]:
        """Nats each letter and the end cost."""
        text = "^" * (ORDER - 1) + label + "$"
        found = []
        for at in range(ORDER - 1, len(text)):
            chance = 1 / 40
            for size in range(ORDER):
                history = text[at - size : at]
                seen = self.before[history]
                weight = seen / (seen + 5.0)
                if seen:
                    chance = (1 - weight) * chance + weight * self.counts[text[at - size : at + 1]] / seen
            found.append(-math.log(max(chance, 1e-7)))
        return found

    def words(self, label: str) -> tuple[float, float, float]:
        """Share of letters that recurring pieces cover, how many pieces, length of the longest."""
        covered = pieces = longest = at = 0
        while at < len(label):
            size = next((size for size in range(MOST_WORD, LEAST_WORD - 1, -1) if label[at : at + size] in self.pieces and at + size <= len(label)), 0)
            if size:
                covered, pieces, longest = covered + size, pieces + 1, max(longest, size)
                at += size
            else:
                at += 1
        return covered / max(len(label), 1), float(pieces), float(longest)
