"""Rows of an organization as JSON lines."""

import json
from pathlib import Path
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from organizations.models import Membership
from organizations.registries import computed_columns, computed_tables
from organizations.tenant_tables import TenantTable, tenant_tables

# What lets somebody in is nobody's to take along.
SECRET_ENDINGS = ("_sha256", "_hash", "secret", "password", "token")
SECRET_COLUMNS = {("organizations_organizationkey", "sha256"), ("organizations_joincode", "code")}
PERSON = ("id", "email", "name", "language", "date_joined", "last_login")


def exported_tables() -> list[TenantTable]:
    return [table for table in tenant_tables() if table.name not in computed_tables]


def write_table(table: TenantTable, organization_id: UUID, folder: Path) -> None:
    columns = _columns(table.model)
    rows = table.rows(organization_id).order_by("pk").values(*columns)
    with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8") as file:
        for row in rows.iterator(chunk_size=500):
            file.write(_line(row))


def write_people(organization_id: UUID, folder: Path) -> None:
    """Who is or was here; what they set for themselves elsewhere is theirs."""
    people = Membership.objects.filter(organization_id=organization_id).order_by("pk")
    rows = people.values(*(f"user__{name}" for name in PERSON))
    with (folder / "people.jsonl").open("w", encoding="utf-8") as file:
        for row in rows.iterator(chunk_size=500):
            file.write(_line({name.removeprefix("user__"): value for name, value in row.items()}))


def _columns(model: type[Model]) -> list[str]:
    table = model._meta.db_table
    names = [field.attname for field in model._meta.concrete_fields]
    kept = [name for name in names if (table, name) not in computed_columns]
    return [name for name in kept if not _is_secret(table, name)]


def _is_secret(table: str, column: str) -> bool:
    return column.endswith(SECRET_ENDINGS) or (table, column) in SECRET_COLUMNS


def _line(row: dict) -> str:
    return json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"
