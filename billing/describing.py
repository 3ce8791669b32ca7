"""What a plan holds, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Plan
from project.wording import grouped


def facts_of(plan: Plan) -> list[str]:
    """Short ones, the most important first."""
    facts = [
        _text(plan.text_a_month),
        _videos(plan.videos_a_month, is_shared=plan.shares_videos),
    ]
    if plan.for_whom == Plan.For.PERSON:
        return [*facts, _questions(plan.questions_a_day), *_shared_by(plan.people)]
    return [*facts, _people(plan.people), _schools(plan.schools), _storage(plan.storage_gb)]


def _text(most: int | None) -> str:
    if most is None:
        return _("as many text lessons as you like")
    said = ngettext("%(count)s text lesson a month", "%(count)s text lessons a month", most)
    return said % {"count": grouped(most)}


def _videos(most: int | None, *, is_shared: bool) -> str:
    if most is None:
        return _("as many videos as you like")
    said = (
        ngettext("%(count)s video a month, shared", "%(count)s videos a month, shared", most)
        if is_shared
        else ngettext("%(count)s video a month", "%(count)s videos a month", most)
    )
    return said % {"count": grouped(most)}


def _questions(most: int | None) -> str:
    if most is None:
        return _("as many questions as you like")
    said = ngettext("%(count)s question a day", "%(count)s questions a day", most)
    return said % {"count": grouped(most)}


def _shared_by(people: int | None) -> list[str]:
    if people is None or people < 2:
        return []
    said = ngettext("for %(count)s person", "for up to %(count)s people", people)
    return [said % {"count": grouped(people)}]


def _people(most: int | None) -> str:
    if most is None:
        return _("any number of people")
    said = ngettext("%(count)s person at most", "up to %(count)s people", most)
    return said % {"count": grouped(most)}


def _schools(most: int | None) -> str:
    if most is None:
        return _("any number of schools")
    said = ngettext("%(count)s school", "up to %(count)s schools", most)
    return said % {"count": grouped(most)}


def _storage(most: int | None) -> str:
    if most is None:
        return _("storage without a limit")
    return _("%(count)s GB of storage") % {"count": grouped(most)}
