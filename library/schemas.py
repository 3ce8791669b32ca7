"""What the API gives of sources and passages."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field


class SourceOut(Schema):
    """problem: for people, where it could not be read as a whole; empty otherwise."""

    id: UUID
    title: str
    authors: list
    kind: str
    language: str
    state: str
    problem: str
    page_count: int
    created_at: datetime


class SourcePage(Schema):
    items: list[SourceOut]
    next_offset: int | None


class Passage(Schema):
    """page: index of the sheet, from 0; page_label: as printed; score: higher is better."""

    atom_id: UUID
    source_id: UUID
    title: str
    heading: str
    page: int
    page_label: str
    reference: str
    score: float
    text: str


class Question(Schema):
    q: str = Field(min_length=1, max_length=500)
    source: UUID | None = Field(None, description="One source; by default all that one may read.")
    limit: int = Field(10, ge=1, le=50)
