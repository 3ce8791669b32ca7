"""What the API gives of people and organizations."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field


class OrganizationOut(Schema):
    id: UUID
    slug: str
    name: str
    type: str
    role: str


class OrganizationPage(Schema):
    items: list[OrganizationOut]
    next_cursor: str | None


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


class Member(Schema):
    """id: of the membership."""

    id: int
    name: str
    role: str


class RelationshipIn(Schema):
    """adult, child: ids of memberships."""

    kind: Literal["teacher", "guardian"]
    adult: int = Field(ge=1, lt=2**31)
    child: int = Field(ge=1, lt=2**31)


class RelationshipOut(Schema):
    id: int
    kind: str
    made: str
    adult: Member
    child: Member
    started_at: datetime


class RelationshipPage(Schema):
    items: list[RelationshipOut]
    next_cursor: str | None
