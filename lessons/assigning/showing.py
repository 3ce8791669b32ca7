"""How a quiz stands on a page: while it is done, and when it is handed in."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lessons.artifacts.showing import page_url
from lessons.assigning.marking import shown_matches, shown_order
from lessons.assigning.reading import field_of
from lessons.models import ArtifactItem, Assignment, Attempt

Kind = ArtifactItem.Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """Of an option, or of a select: value is what is sent."""

    value: str
    text: str
    is_chosen: bool
    is_key: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Of an ordering or a matching: what is given a place or a partner."""

    name: str
    text: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Question:
    """written: by the student. right: what is right, in words, where options do not say it.
    mark: None while it is open. open_url: the page that says so, "" where it may not be seen yet.
    """

    item: dict
    number: int
    name: str
    choices: list[Choice] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    written: str = ""
    is_answered: bool = False
    right: list[str] = field(default_factory=list)
    mark: dict | None = None
    open_url: str = ""

    @property
    def is_written(self) -> bool:
        return not (self.choices or self.lines)

    @property
    def is_long(self) -> bool:
        return self.item["kind"] in (Kind.SHORT, Kind.QUESTION)

    @property
    def verdict(self) -> str:
        if self.mark is None or self.mark["points"] is None:
            return "waits"
        if self.mark["points"] >= self.item["points"]:
            return "right"
        return "partly" if self.mark["points"] else "wrong"


def questions_of(attempt: Attempt, slug: str) -> list[Question]:
    return [
        question_of(
            item,
            number,
            slug,
            answer=attempt.answers.get(item["id"]),
            mark=attempt.marks.get(item["id"]),
        )
        for number, item in enumerate(attempt.assignment.items, start=1)
    ]


def question_of(
    item: dict, number: int, slug: str, *, answer: Any = None, mark: dict | None = None
) -> Question:
    return Question(
        item,
        number,
        field_of(item),
        choices=_choices(item, answer),
        lines=_lines(item, answer),
        written=answer if isinstance(answer, str) else "",
        is_answered=answer not in (None, "", []),
        right=_right(item),
        mark=mark,
        open_url=_open_url(item["citation"], slug),
    )


def _open_url(citation: dict, slug: str) -> str:
    return page_url(citation, slug) if "source_id" in citation else ""


def _choices(item: dict, answer: Any) -> list[Choice]:
    chosen = answer if isinstance(answer, list) else [answer]
    return [
        Choice(str(n), each["text"], n in chosen, each["is_key"], each.get("feedback", ""))
        for n, each in enumerate(item["options"])
    ]


def _lines(item: dict, answer: Any) -> list[Line]:
    """answer: a list as long as the lines, or nothing."""
    name = field_of(item)
    if item["kind"] == Kind.ORDERING:
        texts = shown_order(item)
        values = [(str(n), str(n)) for n in range(1, len(texts) + 1)]
    elif item["kind"] == Kind.MATCHING:
        texts = [pair[0] for pair in item["key"]["pairs"]]
        values = [(str(n), text) for n, text in enumerate(shown_matches(item))]
    else:
        return []
    given = answer or [None] * len(texts)
    return [
        Line(f"{name}.{n}", text, [Choice(v, t, v == str(given[n])) for v, t in values])
        for n, text in enumerate(texts)
    ]


def _right(item: dict) -> list[str]:
    key = item["key"]
    if item["kind"] == Kind.NUMERIC:
        within = f" ± {key['tolerance']}" if key.get("tolerance") else ""
        return [f"{key['number']}{within} {key.get('unit', '')}".strip()]
    if item["kind"] == Kind.MATCHING:
        return [f"{left}: {right}" for left, right in key["pairs"]]
    return key.get("order") or key.get("accepted", [])


def shows_feedback(assignment: Assignment, now: datetime) -> bool:
    """To who has handed in."""
    if assignment.feedback == Assignment.Feedback.WHEN_DUE:
        ends = assignment.due_at or assignment.closes_at
        return ends is not None and ends <= now
    return assignment.feedback == Assignment.Feedback.AT_ONCE
