"""One address -> its bytes; what went wrong becomes a sentence that says what to do."""

from collections.abc import Callable, Mapping
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from library.web import politeness
from project.errors import UnreadableSource
from project.outgoing import Fetched, Limits, OutgoingError, Reason, fetch_public

NOT_CHANGED = 304


def page_limits() -> Limits:
    return Limits(
        connect_s=10, first_byte_s=20, idle_s=10, total_s=45, size_bytes=settings.WEB_PAGE_BYTES
    )


def fetch(
    address: str,
    *,
    known: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> Fetched:
    """What is there, with status 200, or 304 where `known` says which text we have.

    known: headers of a request for what has changed since. Raises UnreadableSource, and
    `politeness.Interrupted` where is_over() holds before our turn comes.
    """
    try:
        found = fetch_public(
            address,
            headers={**politeness.headers(), **(known or {})},
            limits=limits or page_limits(),
            admit=partial(politeness.admit, is_over=is_over),
        )
    except OutgoingError as error:
        raise _unreachable(error.reason) from error
    if found.status not in (200, NOT_CHANGED):
        raise _refused(found.status)
    return found


def _unreachable(reason: Reason) -> UnreadableSource:
    save = _("Open it in your browser, save it as a file, and upload that.")
    said = {
        Reason.REFUSED: _(
            "The page was not fetched: its address, or one that it leads on to, is not on the "
            "public web, or its server sends what we do not unpack."
        ),
        Reason.UNREACHABLE: _("The site cannot be reached. Check the address, or try again later."),
        Reason.SLOW: _("The site took too long to answer. Try again later."),
        Reason.CUT: _("The site broke off in the middle of its answer. Try again later."),
        Reason.LARGE: _("What is at this address is too large to be fetched.") + f" {save}",
    }
    codes = {Reason.REFUSED: "not_public", Reason.LARGE: "too_large"}
    return UnreadableSource(said[reason], code=codes.get(reason, "out_of_reach"))


def _refused(status: int) -> UnreadableSource:
    if status in (404, 410):
        said = _("There is no page at this address (%(status)s). Check the address.")
        return UnreadableSource(said % {"status": status}, code="not_there")
    if status in (429, 503):
        said = _("The site asks for fewer visits just now (%(status)s). Try again later.")
        return UnreadableSource(said % {"status": status}, code="too_often")
    if status >= 500:
        said = _("The site has a fault just now (%(status)s). Try again later.")
        return UnreadableSource(said % {"status": status}, code="site_fault")
    said = _(
        "The site does not give this page to us (%(status)s). Open it in your browser, save it as "
        "a file, and upload that, if you may use it."
    )
    return UnreadableSource(said % {"status": status}, code="not_given")
