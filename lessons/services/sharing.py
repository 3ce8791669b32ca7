"""Who sees a lesson: whoever sees its source, chosen people, or who made it alone."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.models import Lesson
from organizations import audit
from organizations.models import Grant, Membership
from organizations.services.grants import end_grants
from project.errors import Forbidden

WORDS = {
    Lesson.SeenBy.SOURCE: gettext_lazy("Everybody who sees its source"),
    Lesson.SeenBy.CHOSEN: gettext_lazy("Those it is shared with, and admins"),
    Lesson.SeenBy.MAKER: gettext_lazy("Only me"),
}


def seen_by_for(lesson: Lesson, by: Membership) -> list[tuple[str, str | Promise]]:
    """(key, words): it can be kept to oneself by who made it."""
    is_own = lesson.created_by_id == by.user_id
    maker = Lesson.SeenBy.MAKER
    return [(key.value, words) for key, words in WORDS.items() if is_own or key != maker]


@transaction.atomic
def set_seen_by(*, lesson: Lesson, seen_by: Lesson.SeenBy, by: Membership) -> None:
    """The maker's alone: all grants end. Raises Forbidden for what is not theirs to keep."""
    if seen_by not in dict(seen_by_for(lesson, by)):
        raise Forbidden(_("Only who made a lesson can keep it to themselves."))
    lesson.seen_by = seen_by
    lesson.save(update_fields=["seen_by", "updated_at"])
    if seen_by == Lesson.SeenBy.MAKER:
        end_grants(Grant.Subject.LESSON, [lesson.pk])
    detail = {"audience": seen_by.value}
    audit.record("sharing.changed", organization=by.organization, subject=lesson, detail=detail)
