"""What was heard of a recording so far, as it is kept between two slices of the work."""

from dataclasses import asdict, dataclass, field
from typing import Any

from project.providers.base import Heard, SpokenWord


@dataclass(slots=True)
class Transcribed:
    """until_s: up to where. language: base code, "" while nobody knows it. by: who heard it."""

    until_s: float = 0.0
    language: str = ""
    by: list[str] = field(default_factory=list)
    words: list[SpokenWord] = field(default_factory=list)

    def add(self, heard: Heard) -> None:
        self.until_s = heard.end_s
        self.language = self.language or heard.language
        self.words += heard.words
        if heard.by not in self.by:
            self.by.append(heard.by)

    def packed(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def unpacked(cls, value: dict[str, Any]) -> "Transcribed":
        """Raises KeyError or TypeError where the value is none."""
        words = [SpokenWord(**word) for word in value["words"]]
        return cls(value["until_s"], value["language"], list(value["by"]), words)
