"""How well the rules of moderation do: `python -m benchmarks.moderation [--missed]`.

benchmarks/data/moderation.jsonl holds questions that we wrote ourselves, in four languages: what a
troubled, cruel or curious student might write, by its topic, and (`none`) what lessons on history,
biology, health and literature ask every day with the same words. Nobody's real words stand in it.

Of each topic and language: precision (of what was caught as it, how much is it), recall (of what is
it, how much was caught). A question that is caught as several counts for each.

The sentences were written in four rounds, and after each the rules were improved on what they had
judged wrongly. `right_at_first` is what the rules said that had never seen the sentence: "at first"
is the recall of that, and tells more than what they reach on sentences that they know.
"""

import argparse
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "moderation.jsonl"
HARMLESS = "none"


@dataclass(frozen=True, slots=True)
class Labelled:
    """topic: a category of the rules, or "none". caught: those that it was refused for.

    right_at_first: by the rules of when it was written.
    """

    language: str
    topic: str
    text: str
    caught: frozenset[str]
    right_at_first: bool


@dataclass(frozen=True, slots=True)
class Score:
    """right: caught and of the topic. caught, wanted: all that were, all that are."""

    right: int
    caught: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.caught if self.caught else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def read() -> list[Labelled]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.local")
    from lessons.safety.rules import judge  # reads the names of risks, which are translated

    rows = map(json.loads, FILE.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(
            row["language"],
            row["topic"],
            row["text"],
            frozenset(map(str, judge(row["text"]).refused)),
            row["right_at_first"],
        )
        for row in rows
    ]


def score(rows: Iterable[Labelled], topic: str) -> Score:
    rows = list(rows)
    caught = [row for row in rows if topic in row.caught]
    wanted = [row for row in rows if row.topic == topic]
    return Score(sum(row.topic == topic for row in caught), len(caught), len(wanted))


def refused_score(rows: Iterable[Labelled]) -> Score:
    """Of being refused at all, for whatever reason."""
    rows = list(rows)
    caught = [row for row in rows if row.caught]
    wanted = [row for row in rows if row.topic != HARMLESS]
    return Score(sum(row.topic != HARMLESS for row in caught), len(caught), len(wanted))


def at_first(rows: Iterable[Labelled]) -> float:
    """Recall of being refused, by rules that did not know the sentences."""
    wanted = [row for row in rows if row.topic != HARMLESS]
    return sum(row.right_at_first for row in wanted) / len(wanted)


def main(*, missed: bool) -> None:
    rows = read()
    languages = sorted({row.language for row in rows})
    parts = [*([row for row in rows if row.language == each] for each in languages), rows]
    print(f"{len(rows)} questions of our own, {sum(r.topic == HARMLESS for r in rows)} harmless")
    print(f"{'precision / recall':18}", *(f"{each:>13}" for each in (*languages, "all")))
    for topic in sorted({row.topic for row in rows} - {HARMLESS}):
        print(f"{topic:18}", *(_figures(score(part, topic)) for part in parts))
    print(f"{'refused at all':18}", *(_figures(refused_score(part)) for part in parts))
    print(f"{'at first':18}", *(f"{at_first(part):>13.2f}" for part in parts))
    if missed:
        for row in rows:
            if row.caught != {row.topic} - {HARMLESS}:
                print(f"{row.language} {row.topic}: {row.text} -> {', '.join(row.caught) or '-'}")


def _figures(found: Score) -> str:
    return f"{found.precision:>5.2f} / {found.recall:.2f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true", help="print what was judged wrongly")
    main(missed=parser.parse_args().missed)
