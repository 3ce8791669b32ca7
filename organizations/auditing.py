"""What the audit's page lists, and its file."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from organizations.models import AuditEntry

COLUMNS = (
    "at", "action", "actor", "actor_name", "impersonator", "impersonator_name", "subject",
    "subject_id", "detail", "ip", "door",
)  # fmt: skip
BATCH = 1000
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def list_entries(
    *, area: str = "", actor_id: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[AuditEntry]:
    """Newest first. area: what stands before the dot of an action; both dates are included."""
    entries = AuditEntry.objects.order_by("-at", "pk")
    if area:
        entries = entries.filter(action__startswith=f"{area}.")
    if actor_id:
        entries = entries.filter(actor_id=actor_id)
    if since:
        entries = entries.filter(at__date__gte=since)
    if until:
        entries = entries.filter(at__date__lte=until)
    return entries


def list_areas() -> list[str]:
    actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
    return sorted({action.split(".")[0] for action in actions})


def with_names(entries: list[AuditEntry]) -> list[AuditEntry]:
    """Each with `actor_name` and `impersonator_name`, in one query; who is gone has an id.

    And with `facts`: what its detail says, people by their names. A template that asked it for
    `.items` would get the value of that name where there is one.
    """
    ids = {pk for entry in entries for pk in (entry.actor_id, entry.impersonator_id) if pk}
    told = {UUID(found) for entry in entries for found in _ID.findall(json.dumps(entry.detail))}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=ids | told)}
    called = {str(pk): name for pk, name in names.items()}
    for entry in entries:
        entry.actor_name = _name(names, entry.actor_id)
        entry.impersonator_name = _name(names, entry.impersonator_id)
        facts = (entry.detail or {}).items()
        entry.facts = [(name, _words(value, called)) for name, value in facts]
    return entries


def _name(names: dict, pk) -> str:
    return names.get(pk, _("deleted account %s") % str(pk)[:8]) if pk else ""


def _words(value, called: dict[str, str]) -> str:
    """Of what JSON holds, as people read it: lists by commas, what is empty as a dash.

    called: a person's id -> name.
    """
    if isinstance(value, dict):
        value = [f"{name} {_words(inner, called)}" for name, inner in value.items()]
    if isinstance(value, list):
        value = ", ".join(_words(inner, called) for inner in value)
    return "–" if value in (None, "") else called.get(str(value), str(value))


def csv_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """A header, then a line each; what a spreadsheet would compute is made plain text."""
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    todo = entries.iterator(chunk_size=BATCH)
    while batch := list(islice(todo, BATCH)):
        for entry in with_names(batch):
            yield writer.writerow(plain(str(value)) for value in _values(entry))


def _values(entry: AuditEntry) -> tuple:
    """In the order of COLUMNS; the detail as JSON, with ids as they are."""
    return (
        entry.at.isoformat(), entry.action, entry.actor_id or "", entry.actor_name,
        entry.impersonator_id or "", entry.impersonator_name, entry.subject, entry.subject_id,
        json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "", entry.ip or "",
        entry.door,
    )  # fmt: skip


def plain(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


class Echo:
    """csv writes to it and gives back what it writes."""

    def write(self, line: str) -> str:
        return line
