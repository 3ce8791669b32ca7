"""What higher apps plug in, from their `AppConfig.ready()`: imports go one way only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from organizations.models import Organization


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


# Tables that a data export leaves out: what is in them is computed from other tables.
computed_tables: set[str] = set()
