"""Who did what to what, when and from where. A service that changes a row records it here.

The origin is known to the doors: the middleware sets it for a request, commands and jobs for
themselves. An entry is written in the transaction of the change it tells of.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Model

from organizations.models import AuditEntry, Organization


@dataclass(frozen=True, slots=True)
class Origin:
    """door: a page's route name, or "command onboard", "job rosters.apply"."""

    actor_id: UUID | None = None
    impersonator_id: UUID | None = None
    ip: str | None = None
    door: str = ""


_origin: ContextVar[Callable[[], Origin]] = ContextVar("audit_origin", default=Origin)


@contextmanager
def origin(find: Callable[[], Origin]) -> Iterator[None]:
    """find: asked only where something is recorded."""
    token = _origin.set(find)
    try:
        yield
    finally:
        _origin.reset(token)


def actor_id() -> UUID | None:
    """Who is at work here, as far as a door has said."""
    return _origin.get()().actor_id


def record(
    action: str,
    *,
    organization: Organization,
    subject: Model | None = None,
    detail: dict | None = None,
) -> AuditEntry:
    """action: "area.verb_in_the_past". detail: ids, numbers, names of settings; no secrets."""
    here = _origin.get()()
    return AuditEntry._base_manager.create(
        organization=organization,
        action=action,
        actor_id=here.actor_id,
        impersonator_id=here.impersonator_id,
        ip=here.ip,
        door=here.door,
        subject=subject._meta.model_name if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        detail=detail or {},
    )
