"""Many new rows at once, by PostgreSQL's COPY."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model


def copy_in(model: type[Model], rows: Iterable[Model]) -> None:
    """Insert the rows as they are: no signal, no pre_save, and what numbers itself does so.

    In the default database and the caller's transaction. Raises IntegrityError, and then none
    of them is there.
    """
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field.db_returning is False]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(meta.db_table)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            values = ((field, getattr(row, field.attname)) for field in fields)
            copy.write_row([field.get_db_prep_save(value, connection) for field, value in values])
