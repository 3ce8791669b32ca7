"""What a site asks of programs: its robots.txt (RFC 9309), and not too often.

A server is asked by all processes together at most once in `WEB_PAUSE_MS`, or as seldom as its
robots.txt says, up to MAX_DELAY_S.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from project import caching
from project.errors import UnreadableSource
from project.outgoing import Limits, OutgoingError, Reason, fetch_public

MOST_ROBOTS = 500 * 1024  # bytes that RFC 9309 wants to be read
ROBOTS_LIMITS = Limits(connect_s=5, first_byte_s=10, idle_s=5, total_s=15, size_bytes=MOST_ROBOTS)
ROBOTS_KEPT = timedelta(hours=1)
MAX_DELAY_S = 10.0
POLL_S = 0.05
# What its robots.txt says of a site, as it is kept: a text, or one of these.
NOTHING_SAID, NOT_TO_BE_HAD = "", "\0"


class Interrupted(Exception):
    """It was not asked yet: whoever waits has something else to do."""


def headers() -> dict[str, str]:
    return {"user-agent": settings.WEB_USER_AGENT, "accept-language": "*"}


def our_name() -> str:
    """As a robots.txt names us: "Lectern" of "Lectern/1.0 (+https://…)"."""
    return settings.WEB_USER_AGENT.partition("/")[0].split()[0]


def admit(url: str, *, is_over: Callable[[], bool] = lambda: False) -> None:
    """Return when `url` may be asked now.

    Raises UnreadableSource where its site does not want that, Interrupted where is_over() holds.
    """
    is_over()  # asks for more time where a lease needs it: each address may take long
    rules = _rules(url, is_over)
    if not allows(rules, our_name(), url):
        raise UnreadableSource(
            _(
                "The site asks programs not to fetch this page (robots.txt), so we did not. Open "
                "it in your browser, save it as a file, and upload that, if you may use it."
            ),
            code="robots",
        )
    delay_s = min(float(rules.crawl_delay(our_name()) or 0), MAX_DELAY_S)
    _take_turn(url, delay_s, is_over)


def allows(rules: RobotFileParser, name: str, url: str) -> bool:
    """The longest rule that fits holds, and of two as long the one that allows."""
    groups: list[Any] = rules.entries  # type: ignore[attr-defined]
    group = next((one for one in groups if one.applies_to(name)), rules.default_entry)  # type: ignore[attr-defined]
    if group is None:
        return True
    parts = urlsplit(url)
    path = quote(unquote(parts.path or "/")) + (f"?{parts.query}" if parts.query else "")
    fitting = [rule for rule in group.rulelines if fits(rule.path, path)]
    return max(((len(rule.path), rule.allowance) for rule in fitting), default=(0, True))[1]


def fits(rule: str, path: str) -> bool:
    """rule: quoted, as robotparser keeps it. "*" stands for anything, a "$" for the end."""
    pattern = rule.replace("%2A", "*").replace("%24", "$").replace("%3F", "?")
    pattern = pattern.replace("%3D", "=").replace("%26", "&")
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at, last = len(first), others.pop() if ends and others else ""
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if not ends:
        return True
    return path.endswith(last) and len(path) - len(last) >= at if last else at == len(path)


def sitemaps_of(url: str, *, is_over: Callable[[], bool] = lambda: False) -> list[str]:
    """Those that the site's robots.txt names."""
    return _rules(url, is_over).site_maps() or []


def _rules(url: str, is_over: Callable[[], bool]) -> RobotFileParser:
    parts = urlsplit(url)
    address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
    key = caching.key_of("robots", address=address)
    said = caching.get(key)
    if said is caching.MISSING:
        said = _ask_for_rules(address, is_over)
        caching.put(key, said, keep=ROBOTS_KEPT)
    if said == NOT_TO_BE_HAD:
        raise UnreadableSource(
            _(
                "The site does not answer just now, not even for its rules (robots.txt). Check "
                "the address, or try again later."
            ),
            code="out_of_reach",
        )
    rules = RobotFileParser()
    rules.parse(said.splitlines())
    return rules


def _ask_for_rules(address: str, is_over: Callable[[], bool]) -> str:
    """Refusals of 400 to 499 leave all allowed, those above leave nothing (RFC 9309, 2.3.1)."""

    def admit_rules(url: str) -> None:
        _take_turn(url, 0, is_over)

    try:
        found = fetch_public(address, headers=headers(), limits=ROBOTS_LIMITS, admit=admit_rules)
    except OutgoingError as error:
        is_odd = error.reason in (Reason.LARGE, Reason.REFUSED)
        return NOTHING_SAID if is_odd else NOT_TO_BE_HAD
    if found.status >= 500:
        return NOT_TO_BE_HAD
    if found.status != 200:
        return NOTHING_SAID
    return found.body.decode("utf-8", "replace").replace("\0", "")


def _take_turn(url: str, delay_s: float, is_over: Callable[[], bool]) -> None:
    pause_s = max(settings.WEB_PAUSE_MS / 1000, delay_s)
    if not pause_s:
        return
    host = urlsplit(url).hostname
    while not _is_ours(host, pause_s):
        if is_over():
            raise Interrupted
        time.sleep(POLL_S)


def _is_ours(host: Any, pause_s: float) -> bool:
    """Whether nobody else had this stretch of time at the server: it is the first to say so."""
    stretch = int(time.time() / pause_s)
    return cache.add(f"web-turn:{host}:{pause_s}:{stretch}", 1, timeout=60)
