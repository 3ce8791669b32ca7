"""Long answers of the API, a window at a time.

A cursor is a place in the order, not a number of rows: what is added or deleted meanwhile neither
repeats a row nor skips one.
"""

import base64
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from project.errors import Invalid


class Window(Schema):
    """Which rows: so many, from a place on."""

    limit: int = Field(20, ge=1, le=100)
    cursor: str = Field("", max_length=300, description="`next_cursor` of the answer before.")

    def cut(self, rows: QuerySet, *, by: str = "created_at") -> dict[str, Any]:
        """{"items": […], "next_cursor": where the next window begins, or null at the end}

        rows: newest first by the time `by`, then by primary key. Raises Invalid.
        """
        try:
            found = list(self._after(rows, by)[: self.limit + 1])
        except (ValueError, TypeError, ValidationError) as error:
            raise _not_ours() from error
        items, has_more = found[: self.limit], len(found) > self.limit
        return {"items": items, "next_cursor": _place(items[-1], by) if has_more else None}

    def cut_by(self, rows: Iterable[Any], key: Callable[[Any], list]) -> dict[str, Any]:
        """As `cut`, of rows that are in memory: in the order of their keys.

        key: strings and numbers, of a row; no two rows have the same. Raises Invalid.
        """
        keyed = sorted(((key(row), row) for row in rows), key=lambda pair: pair[0])
        if self.cursor:
            try:
                place = _read(self.cursor)
                keyed = [pair for pair in keyed if pair[0] > place]
            except (ValueError, TypeError) as error:
                raise _not_ours() from error
        items, has_more = keyed[: self.limit], len(keyed) > self.limit
        return {
            "items": [row for _key, row in items],
            "next_cursor": _cursor(items[-1][0]) if has_more else None,
        }

    def _after(self, rows: QuerySet, by: str) -> QuerySet:
        if not self.cursor:
            return rows
        text, pk = _read(self.cursor)
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        return rows.filter(Q(**{f"{by}__lt": at}) | Q(**{by: at, "pk__gt": pk}))


def _place(row: Model, by: str) -> str:
    return _cursor([getattr(row, by).isoformat(), str(row.pk)])


def _cursor(place: list) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _read(cursor: str) -> list:
    """Raises ValueError for what is no cursor."""
    place = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    if not isinstance(place, list):
        raise ValueError("not a place")
    return place


def _not_ours() -> Invalid:
    return Invalid(_("This cursor is not one of ours. Begin without one."))
