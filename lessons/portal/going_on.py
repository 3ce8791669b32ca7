"""Where a person goes on: the page read last, a lesson at its second, an attempt half done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
    places = newest_pages(person.user_id, readable_source_ids(source_sight(person)), MOST)
    sources = {row.pk: row for row in Source.objects.filter(pk__in=_ids(places))}
    labels = _labels(places)
    return [
        GoingOn(
            title=source.title,
            where=page_reference(source, labels[source.pk, place.page_index]),
            url=_url(person, "library:page_detail", source.pk, place.page_index),
            icon="file-text",
            at=place.at,
        )
        for place in places
        if (source := sources.get(place.source_id)) and (source.pk, place.page_index) in labels
    ]


def _ids(places: list[Place]) -> list[UUID | None]:
    return [place.source_id for place in places]


def _labels(places: list[Place]) -> dict[tuple[UUID, int], str]:
    """(source, index of a page) -> what is printed there; of more pages than these."""
    indexes = {place.page_index for place in places}
    rows = Page.objects.filter(source__in=_ids(places), index__in=indexes)
    return {(pk, index): label for pk, index, label in rows.values_list("source", "index", "label")}


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
    ]


def _url(person: Membership, name: str, *args) -> str:
    return url_in(person.organization.slug, name, *args)
