"""Addresses below /o/<slug>/."""

from django.urls import reverse

from organizations.requests import OrganizationRequest


def url_in(slug: str, name: str, *args) -> str:
    """The address of a view of this organization; args follow the slug in the route."""
    return reverse(name, args=[slug, *args])


def url_here(request: OrganizationRequest, name: str, *args) -> str:
    """The same, in the organization that the request is in."""
    return url_in(request.organization.slug, name, *args)
