"""The steps of the tour: library, a source, a page, a chat, a lesson."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.tour.steps import Step, register
from lessons.access import lesson_sight
from lessons.models import Lesson
from lessons.selectors import list_lessons
from library.access import source_sight
from library.models import Source
from library.selectors import list_sources, visible_source_ids
from organizations.access import home_membership
from organizations.links import url_in
from organizations.models import Membership
from organizations.roles import may
from organizations.scoping import scope

NO_BOOK = frozenset({"library:source_list"})


def register_steps() -> None:
    register(
        Step(
            "welcome",
            0,
            _("Welcome"),
            _(
                "Lectern turns books into lessons, and each sentence says the page it is from. "
                "A few short stops show you where things are. You may leave at any time and go on "
                "later from your menu."
            ),
            frozenset({"home"}),
            _in_organization(lambda membership: _url(membership, "home")),
        ),
        Step(
            "library",
            10,
            _("The library"),
            _(
                "Books stand here. Add a PDF or an OpenStax book, or take an open textbook from "
                "the catalogue, which is read already. The search finds titles and passages."
            ),
            frozenset({"library:source_list"}),
            _in_organization(lambda membership: _url(membership, "library:source_list")),
            anchor=".page-header",
        ),
        Step(
            "source",
            20,
            _("A book"),
            _(
                "Its chapters, and what was read of it: a page that could not be read is named. "
                "From here you open a page, ask the book, or have a lesson made."
            ),
            frozenset({"library:source_detail"}),
            _in_organization(_source_url),
            anchor="#chapters",
            until_then=_(
                "As soon as a book stands here, it has a page of its own: its chapters, what was "
                "read of it, a box to ask it, and its lessons."
            ),
            otherwise=_in_organization(lambda at: _url(at, "library:source_list")),
            otherwise_places=NO_BOOK,
        ),
        Step(
            "reader",
            30,
            _("A page"),
            _(
                "The page as it is printed. Select words to mark them or to write a note, search "
                "in the book, and see beside it which passages are related."
            ),
            frozenset({"library:page_detail"}),
            _in_organization(_page_url),
            anchor=".reader-tools",
            until_then=_(
                "Each page of a book can be opened as it is printed, with its words to select, "
                "marks and notes. Every sentence of an answer or a lesson leads to such a page."
            ),
            otherwise=_in_organization(lambda at: _url(at, "library:source_list")),
            otherwise_places=NO_BOOK,
        ),
        Step(
            "ask",
            40,
            _("Ask"),
            _(
                "Ask one book, several or all. Each sentence of an answer opens the page that "
                "says it; what no page says is refused or marked."
            ),
            frozenset({"lessons:chat_list"}),
            _in_organization(lambda membership: _url(membership, "lessons:chat_list")),
            anchor=".page-header",
        ),
        Step(
            "lesson",
            50,
            _("A lesson"),
            _(
                "Two teachers tell a chapter: to read, to hear and to watch. The words follow the "
                "sound, and each page tag opens its page."
            ),
            frozenset({"lessons:lesson_detail"}),
            _in_organization(_lesson_url),
            anchor=".tabs",
            until_then=_(
                "Lessons stand here. Open a book, choose a chapter and how it is taught; the text "
                "is ready first, the video last."
            ),
            otherwise=_in_organization(lambda at: _url(at, "lessons:lesson_list")),
            otherwise_places=frozenset({"lessons:lesson_list"}),
        ),
    )


def _in_organization(find: Callable[[Membership], str]) -> Callable[[User], str]:
    """Where the person lands, in its scope; empty for who may not read there."""

    def found(user: User) -> str:
        membership = home_membership(user)
        if membership is None or not may(membership, "library.view"):
            return ""
        with scope(membership.organization_id, is_brief=True):
            return find(membership)

    return found


def _url(membership: Membership, name: str, *args) -> str:
    return url_in(membership.organization.slug, name, *args)


def _newest_source(membership: Membership) -> Source | None:
    final = list_sources(source_sight(membership)).filter(state__in=Source.FINAL)
    return next((source for source in final[:5] if source.is_readable), None)


def _source_url(membership: Membership) -> str:
    source = _newest_source(membership)
    return _url(membership, "library:source_detail", source.pk) if source else ""


def _page_url(membership: Membership) -> str:
    source = _newest_source(membership)
    return _url(membership, "library:page_detail", source.pk, 0) if source else ""


def _lesson_url(membership: Membership) -> str:
    sources = visible_source_ids(source_sight(membership))
    lessons = list_lessons(lesson_sight(membership), source_ids=sources)
    lesson = lessons.filter(state=Lesson.State.READY).first()
    return _url(membership, "lessons:lesson_detail", lesson.pk) if lesson else ""
