"""What nobody does in another's name: credentials, money, keys, the admin, more of the same."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable)

# Namespaces and prefixes of route names that are theirs alone. Other apps' views say it
# themselves, by the decorator.
NAMESPACES = {"admin", "billing"}
PREFIXES = ("account_", "mfa_", "usersessions_", "socialaccount_", "openid_connect_", "saml_")
OTHERS = {"google_login", "google_callback", "microsoft_login", "microsoft_callback"}


def theirs_alone(view: View) -> View:
    """Refused to who sees Lectern as somebody else."""
    view.theirs_alone = True
    return view


def is_guarded(request: HttpRequest, view: Callable) -> bool:
    route = request.resolver_match
    if getattr(view, "theirs_alone", False) or NAMESPACES & set(route.namespaces):
        return True
    name = route.url_name or ""
    return name.startswith(PREFIXES) or name in OTHERS
