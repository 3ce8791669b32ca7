"""Where a person goes on: the page read last, a lesson at its second, an attempt half done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lessons.access import lesson_sight
from lessons.assigning.due import Due
from lessons.assigning.standing import State
from lessons.describing import clock
from lessons.models import Lesson, Place
from lessons.portal.places import newest_pages
from library.access import source_sight
from library.citing import page_reference
from library.models import Page, Source
from library.selectors import readable_source_ids, visible_source_ids
from organizations.links import url_in
from organizations.models import Membership

MOST = 3  # of each kind


@dataclass(frozen=True, slots=True)
class GoingOn:
    """where: "p. 527", "at 4:10"; at: when they were there."""

    title: str
    where: str
    url: str
    icon: str
    at: datetime


def going_on(person: Membership, due: Iterable[Due] = ()) -> list[GoingOn]:
    """The latest first. Five queries, however much there is."""
    found = [*_attempts(person, due), *_pages(person), *_lessons(person)]
    return sorted(found, key=lambda one: one.at, reverse=True)[: MOST + 1]


def _attempts(person: Membership, due: Iterable[Due]) -> list[GoingOn]:
    return [
        GoingOn(
            title=each.assignment.title,
            where=_("begun, and not handed in"),
            url=_url(person, "lessons:attempt_detail", each.standing.attempt.pk),
            icon="pencil",
            at=each.standing.attempt.began_at,
        )
        for each in due
        if each.standing.state == State.BEGUN and each.standing.attempt
    ]


def _pages(person: Membership) -> list[GoingOn]:
    newest = newest_pages(person.user_id, readable_source_ids(source_sight(person)), MOST)
    places = {(row.source_id, row.page_index): row.at for row in newest}
    sources = Source.objects.in_bulk({source_id for source_id, _index in places})
    return [
        GoingOn(
            title=sources[source_id].title,
            where=page_reference(sources[source_id], label),
            url=_url(person, "library:page_detail", source_id, index),
            icon="file-text",
            at=places[source_id, index],
        )
        for source_id, index, label in _pages_of(places)
        if source_id in sources and (source_id, index) in places
    ]


def _pages_of(places: Iterable[tuple[UUID | None, int | None]]) -> QuerySet:
    """(source, index, what is printed there) of these, and of some beside them."""
    there = [(source_id, index) for source_id, index in places if index is not None]
    rows = Page.objects.filter(
        source__in={source_id for source_id, _index in there if source_id},
        index__in={index for _source_id, index in there},
    )
    return rows.values_list("source_id", "index", "label")


def _lessons(person: Membership) -> list[GoingOn]:
    seen = Lesson.objects.seen_with(lesson_sight(person), visible_source_ids(source_sight(person)))
    rows = Place.objects.filter(user=person.user_id, lesson__in=seen, second__gt=0)
    return [
        GoingOn(
            title=place.lesson.title,
            where=_("at %(time)s") % {"time": clock(place.second)},
            url=_url(person, "lessons:lesson_detail", place.lesson_id),
            icon="presentation",
            at=place.at,
        )
        for place in rows.select_related("lesson").order_by("-at")[:MOST]
        if place.lesson and place.second
    ]


def _url(person: Membership, name: str, *args) -> str:
    return url_in(person.organization.slug, name, *args)
