"""What the API gives of people and organizations."""

from datetime import datetime
from uuid import UUID

from ninja import Schema


class OrganizationOut(Schema):
    id: UUID
    slug: str
    name: str
    type: str
    role: str


class Person(Schema):
    id: UUID
    email: str | None
    name: str


class Key(Schema):
    id: UUID
    name: str
    scopes: list[str]
    expires_at: datetime | None


class Me(Schema):
    """person: whose token it is; key: where an organization's key was sent instead."""

    person: Person | None
    key: Key | None
    organizations: list[OrganizationOut]
