"""The changes that are planned, and what one part of planning tells the next."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from organizations.models import RosterChange
from organizations.rosters.existing import Existing
from organizations.rosters.roster import Roster

Kind, Action = RosterChange.Kind, RosterChange.Action
SAME = "same"  # counted, and not kept
STAGES = ("schools", "people", "classes", "enrolments", "guardians", "removals")


@dataclass(slots=True)
class Change:
    """As `organizations.models.RosterChange`."""

    kind: str
    action: str
    line: int | None = None
    person_id: UUID | None = None
    object_id: UUID | None = None
    before: dict = field(default_factory=dict)
    after: dict = field(default_factory=dict)
    note: str = ""

    @property
    def stage(self) -> str:
        return "removals" if self.action == Action.MISSING else str(self.kind)


@dataclass
class Plan:
    """schools, people, classes: {key of the file: the row's id, there or to come}.

    parts: {user: "teacher" or "student"}: which part in a class their role allows.
    """

    roster: Roster
    existing: Existing
    changes: list[Change] = field(default_factory=list)
    counts: dict[str, Counter] = field(
        default_factory=lambda: {str(kind): Counter() for kind in Kind}
    )
    schools: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    classes: dict[str, UUID] = field(default_factory=dict)
    parts: dict[UUID, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def add(self, kind: str, action: str, line: int | None = None, **values) -> None:
        self.counts[kind][str(action)] += 1
        self.changes.append(Change(str(kind), str(action), line, **values))

    def same(self, kind: str) -> None:
        self.counts[kind][SAME] += 1

    def error(self, kind: str, line: int, column: str, sentence: str) -> None:
        self.roster.problems.error(self.roster.files[kind], line, column, sentence)

    def warn(self, kind: str, line: int, column: str, sentence: str) -> None:
        self.roster.problems.warn(self.roster.files[kind], line, column, sentence)

    def count(self, kind: str, action: str) -> int:
        return self.counts[kind][str(action)]

    def in_order(self) -> tuple[list[Change], dict[str, list[int]]]:
        """The changes, one stage after the other, and {stage: [first position, end]}."""
        by_stage: dict[str, list[Change]] = {stage: [] for stage in STAGES}
        for change in self.changes:
            by_stage[change.stage].append(change)
        # What is undone or ended first is what hangs on the others.
        by_stage["removals"].sort(key=lambda change: -STAGES.index(change.kind))
        ordered: list[Change] = []
        ranges = {}
        for stage, changes in by_stage.items():
            ranges[stage] = [len(ordered), len(ordered) + len(changes)]
            ordered += changes
        return ordered, ranges


def difference(before: dict, after: dict) -> tuple[dict, dict]:
    """Only what differs, of both."""
    keys = [key for key, value in after.items() if before.get(key) != value]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}
