"""What the reader shows of the teachers: what they can do beside the page, and preparing a chapter
at its contents."""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Modality
from billing.effective import is_covered
from lessons.bubbles.estimating import estimate_of
from lessons.bubbles.preparing import chapter_at, latest_preparation, sections_of
from lessons.models import Preparation
from library import registries
from library.models import Page, Source
from library.registries import Panel, ReaderPanel
from organizations.asking import may_ask
from organizations.models import Organization
from organizations.requests import OrganizationRequest
from organizations.roles import may


def register() -> None:
    registries.reader_panels.append(teachers_panel)
    registries.contents_panels.append(preparation_panel)


def teachers_panel(request: HttpRequest, source: Source, page: Page) -> ReaderPanel | None:
    if not source.is_readable:
        return None
    membership = cast(OrganizationRequest, request).membership
    prefers = membership.user.preferred_modality
    asks = may_ask(membership)
    keys = [("R", _("Have the section in view read to you")), ("E", _("Have it explained"))]
    return ReaderPanel(
        "lessons/_reader_teachers.html",
        {
            "may_ask": asks,
            "counts": not is_covered(membership),
            "plays": "" if prefers == Modality.TEXT else prefers,
        },
        "js/reader-teachers.js",
        (*keys, *([("Q", _("Ask about it"))] if asks else [])),
        margin="lessons/_reader_teacher.html",
    )


def preparation_panel(request: HttpRequest, source: Source, page_index: int) -> Panel | None:
    """For who may prepare a chapter: the one that the page is in, and how far it is."""
    membership = cast(OrganizationRequest, request).membership
    if not (source.is_readable and may(membership, "lessons.prepare")):
        return None
    node = chapter_at(source, page_index)
    if node is None:
        return None
    preparation = latest_preparation(source, node)
    context = preparation_context(membership.organization, source, node, preparation)
    return Panel("lessons/_prepare_panel.html", context)


def preparation_context(
    organization: Organization, source: Source, node, preparation: Preparation | None
) -> dict:
    """With what it would take, where it is not under way."""
    is_active = preparation is not None and preparation.is_active
    estimate = None
    if not is_active:
        skipped = preparation.skipped if preparation and preparation.is_done else 0
        sections = sections_of(source, node)
        estimate = estimate_of(organization, source, sections, skipped=skipped)
    return {
        "source": source,
        "node": node,
        "preparation": preparation,
        "estimate": estimate,
        "is_personal": organization.type == Organization.Type.PERSONAL,
    }
