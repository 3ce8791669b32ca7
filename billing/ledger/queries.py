"""A question is counted in one statement: the balance, whether there is room, and the movement."""

from datetime import date
from uuid import UUID

from django.db import connection

from billing.models import WHOLE, Meter

# Inserts the day's balance or adds to it where there is room; then, and only then, the movement.
COUNT_ONE = """
WITH counted AS (
    INSERT INTO billing_balance AS had
        (holder, person_id, organization_id, meter, starts_on, used, held)
    VALUES (%(holder)s, %(person)s, %(organization)s, %(meter)s, %(day)s, %(one)s, 0)
    ON CONFLICT (holder, meter, starts_on) DO UPDATE SET used = had.used + %(one)s
        WHERE %(limit)s::bigint IS NULL OR had.used + had.held + %(one)s <= %(limit)s::bigint
    RETURNING id, used
), written AS (
    INSERT INTO billing_movement (organization_id, balance_id, key, kind, held, used, at)
    SELECT %(organization)s, id, %(key)s, 'spend', 0, %(one)s, statement_timestamp() FROM counted
)
SELECT used FROM counted
"""


def count_question(
    *,
    holder: str,
    person_id: UUID,
    organization_id: UUID | None,
    day: date,
    limit: int | None,
    key: str,
) -> int | None:
    """How many questions of the day that makes, or None where the limit (at least one) is
    reached. Raises IntegrityError where the key is counted already."""
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_ONE,
            {
                "holder": holder,
                "person": person_id,
                "organization": organization_id,
                "meter": Meter.QUESTION.value,
                "day": day,
                "one": WHOLE,
                "limit": None if limit is None else limit * WHOLE,
                "key": key,
            },
        )
        row = cursor.fetchone()
    return row[0] // WHOLE if row else None
