"""Many new rows at once, by PostgreSQL's COPY.

The lines are written here: psycopg's own writer waits for the socket after each row.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import JSONField, Model

BLOCK_ROWS = 500
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_in(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert the rows as they are: no signal, no pre_save, and what numbers itself does so."""
    names = [field.attname for field in model._meta.concrete_fields if not field.db_returning]
    copy_values(model, names, ([getattr(row, name) for name in names] for row in rows))


def copy_values(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The same from values, where there are too many for a model of each. names: attributes.

    In the default database and the caller's transaction. Raises IntegrityError, and then none
    of them is there.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    writers = [_writer(fields[name]) for name in names]
    columns = ", ".join(connection.ops.quote_name(fields[name].column) for name in names)
    table = connection.ops.quote_name(model._meta.db_table)
    lines = (
        "\t".join([write(value) for write, value in zip(writers, row, strict=True)]) + "\n"
        for row in rows
    )
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        block: list[str] = []
        for line in lines:
            block.append(line)
            if len(block) == BLOCK_ROWS:
                copy.write("".join(block))
                block.clear()
        copy.write("".join(block))


def _writer(field) -> Callable[[Any], str]:
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value).translate(_ESCAPES)
    if isinstance(field, ArrayField):
        return lambda value: "{" + ",".join(map(str, value)) + "}"  # of ids and numbers
    return _text


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    return text if text.isalnum() else text.translate(_ESCAPES)
