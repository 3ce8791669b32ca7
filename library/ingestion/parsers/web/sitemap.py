"""The sitemap of a site: its pages as XML or as lines, packed by gzip or not, or a list of others.

What a sitemap says beside addresses (dates, how often a page changes) is not of use here.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

from project.errors import UnreadableSource
from project.sentences import gettext as _

from ..base import Addresses, Inspection, OutlineEntry, ParsedPage
from ..xml import BadXml, local_name, parse_xml

MOST_BYTES = 50 * 1024**2  # unpacked, as sitemaps.org allows
MOST_ADDRESSES = 50_000  # also theirs
MAX_ADDRESS = 2_000
GZIP = b"\x1f\x8b"


class SitemapParser:
    kind = "site"

    def read_addresses(self, path: Path) -> Addresses:
        data = _unpacked(path.read_bytes())
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            lines = data.decode("utf-8", "replace").splitlines()
            return Addresses([line for line in map(str.strip, lines) if _is_address(line)], [])
        try:
            root = parse_xml(data, most=MOST_BYTES)
        except BadXml as error:
            raise not_a_sitemap() from error
        found = [said for said in _locations(root) if _is_address(said)][:MOST_ADDRESSES]
        return Addresses([], found) if local_name(root) == "sitemapindex" else Addresses(found, [])

    def inspect(self, path: Path) -> Inspection:
        return Inspection(self.kind, page_count=len(self.read_addresses(path).pages))

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        del path, start, stop
        return iter(())

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        del path
        return []


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(GZIP):
        return data
    opener = zlib.decompressobj(wbits=31)
    try:
        found = opener.decompress(data, MOST_BYTES)
    except zlib.error as error:
        raise not_a_sitemap() from error
    if not opener.eof:  # it is cut, or larger
        raise not_a_sitemap()
    return found


def _locations(root) -> Iterator[str]:
    for element in root.iter():
        if local_name(element) == "loc":
            yield "".join(element.itertext()).strip()


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= MAX_ADDRESS


def not_a_sitemap() -> UnreadableSource:
    return UnreadableSource(
        _("The list of this site’s pages (its sitemap) cannot be read. Paste their addresses."),
        code="no_sitemap",
    )
