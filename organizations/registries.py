"""What higher apps plug in, from their `AppConfig.ready()`: imports go one way only."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

if TYPE_CHECKING:
    from organizations.models import Membership, Organization
    from organizations.onboarding.answers import Answers
    from organizations.onboarding.progress import Progress
    from organizations.template_files import Template
    from organizations.templating.parts import TemplatePart


@dataclass(frozen=True, slots=True)
class ReferenceCheck:
    """A reference that crosses the two databases, where no foreign key can guard it.

    find: the ids that are referred to and exist nowhere.
    repair: make nothing refer to these ids any more; safe to run twice.
    """

    name: str
    find: Callable[[], set[UUID]]
    repair: Callable[[set[UUID]], None]


reference_checks: list[ReferenceCheck] = []


@dataclass(frozen=True, slots=True)
class Owned:
    """What a person has made or keeps in an organization, and may be handed to somebody else.

    Called in the organization's scope, and outside a transaction: it may lie in the other
    database. count: (user_id). transfer: (from_user_id, to_user_id) -> how many; run again it
    hands over what is left.
    """

    key: str
    label: Callable[[int], str]
    count: Callable[[UUID], int]
    transfer: Callable[[UUID, UUID], int]


owned: list[Owned] = []

# Each is asked before somebody gets a seat, in the transaction that gives it: (organization,
# role, how many more). It raises Conflict, in words for people, where there is none left.
seat_checks: list[Callable[["Organization", str, int], None]] = []

# Each queues again what waits for work and has no job, and returns how many it found. The sweep
# calls them unscoped, at any time and in several processes at once.
lost_work: list[Callable[[], int]] = []


@dataclass(frozen=True, slots=True)
class FilePurger:
    """Files of an organization, in storage or on this machine; asked while its rows are there.

    count: {kind: how many}. purge: deletes them; safe to run twice.
    """

    count: Callable[[UUID], dict[str, int]]
    purge: Callable[[UUID], None]


file_purgers: list[FilePurger] = []


# Each deletes what has been kept long enough; called once a day, unscoped.
tidiers: list[Callable[[], object]] = []

# Called when both databases are up to date, by `manage.py migrate_databases`; safe to run twice.
after_migrations: list[Callable[[], object]] = []

# More pages in the admin's sidebar, under "Platform": (label, a symbol of its font, app_model).
admin_pages: "list[tuple[str | Promise, str, str]]" = []

# Tables that a data export leaves out: what is in them is computed from other tables.
computed_tables: set[str] = set()
# The same of single columns: (table, column).
computed_columns: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class Provisioner:
    """One step of setting up an organization, inside its scope.

    name: at most 12 characters, the stage of `Onboarding.stages`. order: its place; ours are
        organization 0, schools 10, templates 40, people 80, opening 90. Titles of the catalogue
        come before the templates, a roster after them.
    apply: does the step in batches by `progress.each`; can run again from any point.
    undo: takes back what is not a row of the organization in the default database: those go
        with it. In any order of interruption, and again, without harm.
    """

    name: str
    label: str | Promise
    order: int
    apply: "Callable[[Organization, Answers, Progress], None]"
    undo: "Callable[[Organization, Answers], None]"


provisioners: list[Provisioner] = []


@dataclass(frozen=True, slots=True)
class CatalogueTitle:
    """A title of the global catalogue as it is offered. size: "1,204 pages", for people."""

    slug: str
    title: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What a roster file would make. counts: (words, how many), as they are shown.

    people: of them, who would be members. problems: (line or None, sentence), the first of
    problem_count.
    """

    counts: list[tuple[str, int]]
    people: int
    problems: list[tuple[int | None, str]]
    problem_count: int


# Reads a roster for an organization that is not there yet: (path, file name) -> RosterPreview.
# Raises Invalid for what is no roster. At most one; with none, the wizard asks for no roster.
roster_previews: "list[Callable[[Path, str], RosterPreview]]" = []

# Each gives the titles it knows of, in the order in which they are offered.
catalogue_titles: "list[Callable[[], list[CatalogueTitle]]]" = []

# The ways of teaching that a person may choose for a class: (key, the words people know it by).
strategy_choices: "list[Callable[[Membership], list[tuple[str, str | Promise]]]]" = []

# Each says in words for people what a template brings and cannot be made, or not yet.
template_lacks: "list[Callable[[Template], list[str]]]" = []

# What a template can bring beside the parts of `organizations.templating.parts`.
template_parts: "list[TemplatePart]" = []
