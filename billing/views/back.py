"""Where a buyer came from, and goes back to when all is done."""

from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from organizations.requests import OrganizationRequest


def safe_back(address: str) -> str:
    """Only a place here, by its path; else empty."""
    is_here = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_here and address.startswith("/") else ""


def with_way_back(
    links: list[tuple[str, str]], request: OrganizationRequest
) -> list[tuple[str, str]]:
    """links: (label, address) of pages that lead back to the one that is shown."""
    query = urlencode({"back": request.path})
    return [(label, f"{address}?{query}") for label, address in links]
