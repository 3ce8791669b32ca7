"""Long answers of the API, a window at a time."""

from typing import Any

from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field


class Window(Schema):
    """Which rows: so many, after so many."""

    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0, le=100_000)

    def cut(self, rows: QuerySet) -> dict[str, Any]:
        """{"items": […], "next_offset": where the next window begins, or null at the end}"""
        end = self.offset + self.limit
        found = list(rows[self.offset : end + 1])
        return {
            "items": found[: self.limit],
            "next_offset": end if len(found) > self.limit else None,
        }
