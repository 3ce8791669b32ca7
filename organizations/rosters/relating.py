"""Teachers and students of one class: their relationships, made and ended by the class.

In SQL, since a class of thirty has thirty of them and a district a hundred thousand.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

_END = """
UPDATE organizations_relationship AS held SET ended_at = %(at)s
WHERE held.via_class_id = ANY(%(classes)s) AND held.made = 'class' AND held.ended_at IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM organizations_classmember AS teacher
    JOIN organizations_classmember AS student USING (school_class_id)
    WHERE teacher.school_class_id = held.via_class_id
      AND teacher.membership_id = held.adult_id AND student.membership_id = held.child_id
      AND teacher.part = 'teacher' AND student.part = 'student'
      AND teacher.left_at IS NULL AND student.left_at IS NULL
  )
"""
_MAKE = """
INSERT INTO organizations_relationship
    (organization_id, kind, adult_id, child_id, made, via_class_id, started_at)
SELECT teacher.organization_id, 'teacher', teacher.membership_id, student.membership_id,
    'class', teacher.school_class_id, %(at)s
FROM organizations_classmember AS teacher
JOIN organizations_classmember AS student USING (school_class_id)
WHERE teacher.school_class_id = ANY(%(classes)s)
  AND teacher.part = 'teacher' AND student.part = 'student'
  AND teacher.left_at IS NULL AND student.left_at IS NULL
ON CONFLICT DO NOTHING
"""


def relate_classes(class_ids: Iterable[UUID], *, at: datetime) -> None:
    """Make the relationships of these classes what their members are now.

    at: when what is made started, and what is over ended. In the caller's transaction.
    """
    values = {"classes": list(set(class_ids)), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_END, values)
        cursor.execute(_MAKE, values)
