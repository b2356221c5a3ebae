"""Problem: one mistake in an inventory folder, said in Chinese and English, by file, line and field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Where it is and what to do about it; `field` is empty when the whole line or file is meant."""

    where: str  # file or file:line
    field: str
    zh: str
    en: str

    def __str__(self) -> str:
        """One line a person can act on.

        >>> str(Problem("zones.csv:3", "kind", "不认识", "unknown"))
        'zones.csv:3: 字段/field kind: 不认识 / unknown'
        """
        field = f" 字段/field {self.field}:" if self.field else ""
        return f"{self.where}:{field} {self.zh} / {self.en}"
