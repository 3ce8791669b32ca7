"""Every table that holds rows of organizations, found from the models: nobody keeps a list.

A table is one of an organization's where it points at Organization, carries `organization_id`
(in the content database), or points at such a table and at nothing more (the links of a
many-to-many field).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model, QuerySet, UUIDField

from organizations.models import Organization

BATCH = 2000


@dataclass(frozen=True, slots=True)
class TenantTable:
    """path: from a row to the id of its organization, as a lookup."""

    model: type[Model]
    path: str

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def rows(self, organization_id: UUID) -> QuerySet:
        return self.model._base_manager.filter(**{self.path: organization_id})

    def delete_batch(self, organization_id: UUID) -> bool:
        """Delete at most BATCH rows; False where there was none. Signals are not sent."""
        for field in _foreign_keys(self.model):
            if field.related_model is self.model:  # points at itself, as the tree of a book
                self.rows(organization_id).exclude(**{field.name: None}).update(
                    **{field.name: None}
                )
        ids = list(self.rows(organization_id).values_list("pk", flat=True)[:BATCH])
        batch = self.model._base_manager.filter(pk__in=ids)
        return bool(ids) and bool(batch._raw_delete(batch.db))


@cache
def tenant_tables() -> tuple[TenantTable, ...]:
    """In an order in which they can be deleted: what points at others first."""
    tables = {table.model: table for table in (*_direct(), *_links())}
    graph = {
        model: {f.related_model for f in _foreign_keys(model) if f.related_model is not model}
        & tables.keys()
        for model in tables
    }
    referred_first = TopologicalSorter(graph).static_order()
    return tuple(tables[model] for model in reversed(list(referred_first)))


def delete_rows(organization_id: UUID) -> None:
    """All of them at once, in the caller's transaction."""
    for table in tenant_tables():
        while table.delete_batch(organization_id):
            pass


def _direct() -> Iterator[TenantTable]:
    for model in apps.get_models(include_auto_created=True):
        path = _path_of(model)
        if path and model is not Organization:
            yield TenantTable(model, path)


def _links() -> Iterator[TenantTable]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.auto_created and not _path_of(model):
            for field in _foreign_keys(model):
                if path := _path_of(field.related_model):
                    yield TenantTable(model, f"{field.name}__{path}")
                    break


def _path_of(model: type[Model]) -> str:
    for field in _foreign_keys(model):
        if field.related_model is Organization:
            return field.name
    fields = {field.name: field for field in model._meta.concrete_fields}
    return "organization_id" if isinstance(fields.get("organization_id"), UUIDField) else ""


def _foreign_keys(model: type[Model]) -> Iterator[ForeignKey]:
    return (f for f in model._meta.concrete_fields if isinstance(f, ForeignKey))
