"""Nobody sees another organization's rows: a query outside a scope raises.

A request under /o/<slug>/, a job and a command each enter the scope of one organization;
inside, every manager gives its rows only, and those of the catalogue's titles that it subscribes
to. Code that must look across organizations says so with `unscoped(reason)`.
"""

import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.db import connections, models
from django.db.models import Q

from project.databases import DEFAULT

Value = TypeVar("Value")
View = TypeVar("View", bound=Callable)


class Place:
    """Whose rows are seen: an organization's, or with None the global catalogue's.

    known: what was read here once. is_brief: of one request that changes nothing of what decides
    who sees what, or of one answer.
    """

    def __init__(self, organization_id: uuid.UUID | None, *, is_brief: bool = False):
        self.organization_id = organization_id
        self.is_brief = is_brief
        self.known: dict[Hashable, Any] = {}

    def anew(self) -> "Place":
        """The same, of which nothing is known yet."""
        return Place(self.organization_id, is_brief=self.is_brief)

    def once(self, key: Hashable, read: Callable[[], Value]) -> Value:
        if key not in self.known:
            self.known[key] = read()
        return self.known[key]


_TITLES = "titles"
_SUBSCRIBED = """
    SELECT source_id FROM organizations_cataloguesubscription
    WHERE organization_id = %s AND ended_at IS NULL
"""
_ACROSS = "across"  # the value of the scope inside unscoped()
_scope: ContextVar[Place | str | None] = ContextVar("organization_scope", default=None)


class Unscoped(RuntimeError):
    """A programming error: rows of an organization were asked for outside any scope."""


@contextmanager
def scope(organization_id: uuid.UUID, *, is_brief: bool = False) -> Iterator[None]:
    """is_brief: what is asked for by `once_in_brief` is read once inside."""
    token = _scope.set(Place(organization_id, is_brief=is_brief))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def catalogue_scope() -> Iterator[None]:
    """The titles of the global catalogue and the work on them, which no organization has."""
    token = _scope.set(Place(None))
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def no_scope() -> Iterator[None]:
    """For a middleware: what is entered inside with `enter` ends here."""
    token = _scope.set(None)
    try:
        yield
    finally:
        _scope.reset(token)


def changes_no_sight(view: View) -> View:
    """A view that is sent something, and changes nothing of what decides who sees what: its scope
    is as brief as that of a view that only reads."""
    view.is_brief = True  # type: ignore[attr-defined]  # a mark of ours
    return view


def enter(organization_id: uuid.UUID, *, is_brief: bool = False) -> None:
    _scope.set(Place(organization_id, is_brief=is_brief))


def current_place() -> Place:
    """The scope that is entered here, for `resume` in another thread."""
    place = _scope.get()
    if not isinstance(place, Place):
        raise Unscoped("there is no single organization in scope here")
    return place


@contextmanager
def resume(place: Place) -> Iterator[None]:
    """Go on in a scope, with what is known in it, for the same request or answer."""
    token = _scope.set(place)
    try:
        yield
    finally:
        _scope.reset(token)


def once_in_brief(key: Hashable, read: Callable[[], Value]) -> Value:
    """What `read` gives: read once in a brief scope, anew at each call everywhere else.

    key: says all that it depends on beside the organization. For grants, memberships and the like,
    which many ask for within one question, and which have to be read anew for the next.
    """
    place = _scope.get()
    if isinstance(place, Place) and place.is_brief:
        return place.once(key, read)
    return read()


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """reason: for the reader of the code; why this looks across organizations."""
    if not reason:
        raise ValueError("say why this looks across organizations")
    token = _scope.set(_ACROSS)
    try:
        yield
    finally:
        _scope.reset(token)


def current_organization_id() -> uuid.UUID:
    place = _scope.get()
    if not isinstance(place, Place) or place.organization_id is None:
        raise Unscoped("there is no single organization in scope here")
    return place.organization_id


def organization_in_scope() -> uuid.UUID | None:
    """None in the catalogue's scope, across organizations, and outside any scope."""
    place = _scope.get()
    return place.organization_id if isinstance(place, Place) else None


def forget_titles() -> None:
    """The subscriptions have changed: what is asked for from here on sees the new ones."""
    place = _scope.get()
    if isinstance(place, Place):
        place.known.pop(_TITLES, None)


def titles_of(organization_id: uuid.UUID | None) -> tuple[uuid.UUID, ...]:
    """Sources of the catalogue that the organization subscribes to.

    Read once a scope; anew for an organization other than the scope's. None: none.
    """
    place = _scope.get()
    if isinstance(place, Place) and place.organization_id == organization_id:
        return place.once(_TITLES, lambda: _subscribed(organization_id))
    return _subscribed(organization_id)


def _subscribed(organization_id: uuid.UUID | None) -> tuple[uuid.UUID, ...]:
    if organization_id is None:
        return ()
    # Written out: it is asked with nearly every request, and building it took most of its time.
    with connections[DEFAULT].cursor() as cursor:
        cursor.execute(_SUBSCRIBED, [organization_id])
        return tuple(source_id for (source_id,) in cursor.fetchall())


class TenantManager(models.Manager):
    def get_queryset(self):
        rows = super().get_queryset()
        place = _scope.get()
        if place is None:
            raise Unscoped(f"{self.model.__name__} was asked for outside an organization's scope")
        if isinstance(place, Place):
            return rows.filter(self._model().in_scope(place.organization_id))
        return rows

    def _model(self) -> "type[TenantModel | ContentTenantModel]":
        return cast("type[TenantModel | ContentTenantModel]", self.model)


class TenantModel(models.Model):
    """A row of one organization, in the default database."""

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="+"
    )

    objects = TenantManager()

    class Meta:
        abstract = True

    @classmethod
    def in_scope(cls, organization_id: uuid.UUID | None) -> Q:
        return Q(organization_id=organization_id)


class ContentTenantModel(models.Model):
    """A row of one organization, or of the global catalogue, in the content database.

    source_field: which holds the id of the source that a subscription would name.
    """

    source_field = "source_id"

    organization_id = models.UUIDField(null=True, blank=True, editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True

    @classmethod
    def in_scope(cls, organization_id: uuid.UUID | None) -> Q:
        """Its own, and of the catalogue what it subscribes to. None: the catalogue's, all."""
        own, titles = Q(organization_id=organization_id), titles_of(organization_id)
        if not titles:
            return own
        return own | Q(organization_id=None, **{f"{cls.source_field}__in": titles})
