"""What the audit's page lists, and its file."""

import csv
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from organizations.models import AuditEntry

COLUMNS = ("at", "action", "actor", "impersonator", "subject", "subject_id", "detail", "ip", "door")
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

    And with `facts`: what its detail says. A template that asked it for `.items` would get the
    value of that name where there is one.
    """
    ids = {pk for entry in entries for pk in (entry.actor_id, entry.impersonator_id) if pk}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}
    for entry in entries:
        entry.actor_name = _name(names, entry.actor_id)
        entry.impersonator_name = _name(names, entry.impersonator_id)
        entry.facts = [(name, _words(value)) for name, value in (entry.detail or {}).items()]
    return entries


def _name(names: dict, pk) -> str:
    return names.get(pk, _("deleted account %s") % str(pk)[:8]) if pk else ""


def _words(value) -> str:
    """Of what JSON holds, as people read it: lists by commas, what is empty as a dash."""
    if isinstance(value, dict):
        value = [f"{name} {_words(inner)}" for name, inner in value.items()]
    if isinstance(value, list):
        value = ", ".join(_words(inner) for inner in value)
    return "–" if value in (None, "") else str(value)


def csv_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """A header, then a line each; what a spreadsheet would compute is made plain text."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for entry in entries.iterator(chunk_size=1000):
        values = (
            entry.at.isoformat(), entry.action, entry.actor_id or "", entry.impersonator_id or "",
            entry.subject, entry.subject_id, entry.detail or "", entry.ip or "", entry.door,
        )  # fmt: skip
        yield writer.writerow(plain(str(value)) for value in values)


def plain(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


class _Echo:
    """csv writes to it and gives back what it writes."""

    def write(self, line: str) -> str:
        return line
