"""What a lesson's page and the reader need to report what a student watches and reads."""

from typing import cast

from django.http import HttpRequest

from lessons.models import Lesson
from lessons.progress.reporting import stamp
from library import registries
from library.models import Page, Source
from library.registries import ReaderPanel
from organizations.links import url_here
from organizations.requests import OrganizationRequest
from organizations.roles import may


def register() -> None:
    registries.reader_panels.append(reader_panel)


def reader_panel(request: HttpRequest, source: Source, page: Page) -> ReaderPanel | None:
    here = cast(OrganizationRequest, request)
    if not may(here.membership, "assignments.do") or not source.is_readable:
        return None
    data = {
        "url": url_here(here, "lessons:pages_read", source.pk),
        "stamp": stamp(here.membership, source.pk),
    }
    return ReaderPanel("lessons/_reports.html", data, script="js/progress.js")


def lesson_reports(request: HttpRequest, lesson: Lesson) -> dict | None:
    here = cast(OrganizationRequest, request)
    if not may(here.membership, "assignments.do") or not lesson.duration_s:
        return None
    return {
        "url": url_here(here, "lessons:lesson_watched", lesson.pk),
        "stamp": stamp(here.membership, lesson.pk),
    }
