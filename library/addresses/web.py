"""Pure: the address of a web page, written in one way however people copy it."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from project.outgoing import OutgoingError, check_url

MAX_ADDRESS = 2_000
DEFAULT_PORTS = {"http": 80, "https": 443}
# What a link carries to count who follows it.
_COUNTING = re.compile(r"(utm_\w+|fbclid|gclid|mc_[ce]id)")
_BARE_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#].*)?", re.DOTALL)
_SAFE = "/%:@!$&'()*+,;=~-._"


def recognise(text: str) -> str | None:
    """One address for what leads to one page: small host, no fragment, nothing that only counts;
    None for what is none, or leads to another port than the web's."""
    if "://" not in text and _BARE_HOST.fullmatch(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
        check_url(text)
    except (ValueError, OutgoingError):
        return None
    shown = f"[{host}]" if ":" in host else host
    if port is not None and port != DEFAULT_PORTS[parts.scheme]:
        shown += f":{port}"
    query = parts.query
    if _COUNTING.search(query):
        kept = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, value) for name, value in kept if not _COUNTING.match(name)])
    path = quote(parts.path or "/", safe=_SAFE)
    found = urlunsplit((parts.scheme, shown, path, quote(query, safe=f"{_SAFE}?[]"), ""))
    return found if len(found) <= MAX_ADDRESS else None
