"""What a file says, whatever its format: schools, people, classes, places in them, guardians."""

from dataclasses import dataclass, field
from typing import NamedTuple

from organizations.models import RosterProblem
from organizations.rosters.limits import MAX_PROBLEMS

ERROR, WARNING = RosterProblem.Severity.ERROR, RosterProblem.Severity.WARNING


class Problem(NamedTuple):
    """line: from 1, as an editor counts. column: as the file calls it, or empty."""

    severity: str
    file: str
    line: int
    column: str
    sentence: str


class Problems:
    """The first of them, and how many there are. Sentences repeat no cell: it may be private."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.count = 0

    def add(self, severity: str, file: str, line: int, column: str, sentence: str) -> None:
        self.count += 1
        if len(self.kept) < MAX_PROBLEMS:
            self.kept.append(Problem(severity, file, line, column, sentence))

    def error(self, file: str, line: int, column: str, sentence: str) -> None:
        """The line is left out."""
        self.add(ERROR, file, line, column, sentence)

    def warn(self, file: str, line: int, column: str, sentence: str) -> None:
        """The line counts, but for this."""
        self.add(WARNING, file, line, column, sentence)


@dataclass(slots=True)
class SchoolLine:
    """key: how other lines of the file name it. gone: the file says that it is deleted."""

    key: str
    external_id: str
    name: str
    line: int
    gone: bool = False


@dataclass(slots=True)
class PersonLine:
    """role: "teacher", "student", "guardian", or empty for who is an administrator only.

    schools: keys; None where the file says nothing of schools.
    """

    key: str
    external_id: str
    name: str
    email: str
    username: str
    role: str
    line: int
    is_admin: bool = False
    schools: tuple[str, ...] | None = None
    grade: str = ""
    gone: bool = False


@dataclass(slots=True)
class ClassLine:
    key: str
    external_id: str
    name: str
    school: str
    line: int
    subject: str = ""
    grade: str = ""
    term: str = ""
    gone: bool = False


class Place(NamedTuple):
    """A person in a class. state: "active", "ended" by its date, or "gone": deleted."""

    person: str
    school_class: str
    part: str
    state: str
    line: int


class Guardianship(NamedTuple):
    email: str
    child: str
    line: int


@dataclass(slots=True)
class Roster:
    """people: also guardians, where the file lists them; they never become accounts.

    agents: of a person's key, the keys of whom they name; empty once guardians are linked.
    unread_columns: what the file has besides, by name; nothing of them was kept.
    """

    format: str
    files: dict[str, str]
    schools: dict[str, SchoolLine] = field(default_factory=dict)
    people: dict[str, PersonLine] = field(default_factory=dict)
    classes: dict[str, ClassLine] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    guardians: list[Guardianship] = field(default_factory=list)
    agents: dict[str, list[str]] = field(default_factory=dict)
    unread_columns: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
