"""How a lesson is taught, and in which language, where nobody has said."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from lessons.models import Lesson
from lessons.services.lessons import can_be_in
from lessons.strategies import registry as strategies
from lessons.strategies.own.finding import first_usable
from library.models import Source
from organizations.class_settings import ClassSettings, open_classes, read_class_settings
from organizations.models import Class, Membership, Organization, Role
from project.languages import base_of


@dataclass(frozen=True, slots=True)
class LessonDefaults:
    strategy: str
    language: str


def lesson_defaults(
    membership: Membership, source: Source, school_class: Class | None = None
) -> LessonDefaults:
    """school_class: for which it is made. For a student, otherwise, the first by name of theirs
    that says something. What no class says, the organization and the source say.

    A class's language counts where a lesson on this source can be in it.
    """
    settings = _settings(membership, school_class)
    return LessonDefaults(
        strategy=_strategy([each.strategy for each in settings], membership),
        language=_language([each.language for each in settings], source) or _own(membership),
    )


def _language(of_classes: list[str], source: Source) -> str:
    """The first that can be had; the source's own where that is the same one of a region."""
    fitting = (language for language in of_classes if language and can_be_in(language, source))
    found = next(fitting, "")
    same = base_of(found) == base_of(source.language)
    return source.language if same or not found else found


def _own(membership: Membership) -> str:
    user: User = membership.user
    return user.language


def first_seen_by(membership: Membership) -> Lesson.SeenBy:
    """What a student makes is theirs until somebody shares it; admins see it too."""
    is_student = membership.role == Role.STUDENT
    return Lesson.SeenBy.CHOSEN if is_student else Lesson.SeenBy.SOURCE


def _settings(membership: Membership, school_class: Class | None) -> list[ClassSettings]:
    if school_class is not None:
        return [read_class_settings(school_class)]
    classes = open_classes(membership) if membership.role == Role.STUDENT else []
    return [read_class_settings(each) for each in classes]


def organization_strategy(organization: Organization) -> str:
    """What it teaches by where nobody says otherwise: a global one."""
    return _known(organization.options.strategies)


def _strategy(of_classes: list[str], membership: Membership) -> str:
    """A class may name one that is gone."""
    usual = organization_strategy(membership.organization)
    return first_usable(of_classes, membership.user_id, otherwise=usual)


def _known(named: Iterable[str]) -> str:
    """The first that is known here."""
    return next((name for name in named if name in strategies.STRATEGIES), strategies.DEFAULT)
