"""Nobody sees another organization's rows: a query outside a scope raises.

A request under /o/<slug>/, a job and a command each enter the scope of one organization;
inside, every manager gives its rows only. Code that must look across organizations says so
with `unscoped(reason)`.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import cast

from django.db import models
from django.db.models import Q

_ACROSS = "across"  # the value of the scope inside unscoped()
_scope: ContextVar[uuid.UUID | str | None] = ContextVar("organization_scope", default=None)


class Unscoped(RuntimeError):
    """A programming error: rows of an organization were asked for outside any scope."""


@contextmanager
def scope(organization_id: uuid.UUID) -> Iterator[None]:
    token = _scope.set(organization_id)
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


def enter(organization_id: uuid.UUID) -> None:
    _scope.set(organization_id)


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
    value = _scope.get()
    if not isinstance(value, uuid.UUID):
        raise Unscoped("there is no single organization in scope here")
    return value


class TenantManager(models.Manager):
    def get_queryset(self):
        rows = super().get_queryset()
        value = _scope.get()
        if value is None:
            raise Unscoped(f"{self.model.__name__} was asked for outside an organization's scope")
        return rows.filter(self._model().in_scope(value)) if isinstance(value, uuid.UUID) else rows

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
    def in_scope(cls, organization_id: uuid.UUID) -> Q:
        return Q(organization_id=organization_id)


class ContentTenantModel(models.Model):
    """A row of one organization, or of the global catalogue, in the content database."""

    organization_id = models.UUIDField(null=True, blank=True, editable=False)

    objects = TenantManager()

    class Meta:
        abstract = True

    @classmethod
    def in_scope(cls, organization_id: uuid.UUID) -> Q:
        return Q(organization_id=organization_id) | Q(organization_id=None)
