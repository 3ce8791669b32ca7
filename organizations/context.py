"""What the frame of every page shows of organizations."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from organizations.access import list_memberships
from organizations.links import url_in
from organizations.managing import pages_for
from organizations.roles import may
from organizations.settings_schema import Feature


def places(request: HttpRequest) -> dict:
    """memberships: the person's, home first; here: the organization whose pages the bar opens;
    words: what the organization one is in calls its groups and people;
    reads: whether the library and its lessons are shown to this person;
    asks: whether chats are, by the settings of the organization;
    manage_url: the first page from which this person may run it, or empty.

    All are read only where a template uses them, in one query.
    """
    memberships = SimpleLazyObject(lambda: _memberships(request))
    return {
        "memberships": memberships,
        "here": SimpleLazyObject(lambda: _here(request, memberships)),
        "words": SimpleLazyObject(lambda: _words(request)),
        "reads": SimpleLazyObject(lambda: _reads(memberships, request)),
        "asks": SimpleLazyObject(lambda: _asks(memberships, request)),
        "manage_url": SimpleLazyObject(lambda: _manage_url(memberships, request)),
    }


def _memberships(request: HttpRequest) -> list:
    user = getattr(request, "user", None)
    return list_memberships(user) if user and user.is_authenticated else []


def _here(request: HttpRequest, memberships):
    current = getattr(request, "organization", None)
    if current is None and len(memberships):
        return memberships[0].organization
    return current


def _words(request: HttpRequest) -> dict[str, str]:
    current = getattr(request, "organization", None)
    return current.words if current else {}


def _membership(memberships, request: HttpRequest):
    return getattr(request, "membership", None) or next(iter(memberships), None)


def _reads(memberships, request: HttpRequest) -> bool:
    membership = _membership(memberships, request)
    return membership is not None and may(membership, "library.view")


def _asks(memberships, request: HttpRequest) -> bool:
    membership = _membership(memberships, request)
    return membership is not None and membership.organization.has_feature(Feature.ASK)


def _manage_url(memberships, request: HttpRequest) -> str:
    membership = _membership(memberships, request)
    pages = pages_for(membership) if membership else []
    return url_in(membership.organization.slug, pages[0].url) if pages else ""
