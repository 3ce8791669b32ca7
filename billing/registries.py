"""What other parts plug in, from their `AppConfig.ready()`."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from organizations.models import Membership, Organization

# Each says in words for people why nothing new may begin now, or "": a payment that never came.
pauses: list[Callable[[Organization, datetime], str]] = []

# Each counts the questions of an organization's people that were answered between two times:
# rows (month, id of the person, how many), by month and then by person.
questions_asked: list[Callable[[datetime, datetime], Iterable[tuple]]] = []

# Each says how many bytes an organization keeps.
storage_used: list[Callable[[UUID], int]] = []

# Of these subjects of reservations, those that are still worked on or wait for it.
still_at_work: list[Callable[[set[UUID]], set[UUID]]] = []

# Where a person goes for more or to pay, as they are shown: (label, address), and the first is
# offered where a limit is reached.
plan_links: list[Callable[[Membership], list[tuple[str, str]]]] = []


def links_for(membership: Membership) -> list[tuple[str, str]]:
    return [link for links in plan_links for link in links(membership)]
