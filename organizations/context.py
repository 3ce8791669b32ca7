"""What the frame of every page shows of organizations."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from organizations.access import list_memberships


def places(request: HttpRequest) -> dict:
    """memberships: the person's, home first; here: the organization whose pages the bar opens.

    Both are read only where a template uses them, in one query.
    """
    memberships = SimpleLazyObject(lambda: _memberships(request))
    return {
        "memberships": memberships,
        "here": SimpleLazyObject(lambda: _here(request, memberships)),
    }


def _memberships(request: HttpRequest) -> list:
    user = getattr(request, "user", None)
    return list_memberships(user) if user and user.is_authenticated else []


def _here(request: HttpRequest, memberships):
    current = getattr(request, "organization", None)
    if current is None and len(memberships):
        return memberships[0].organization
    return current
