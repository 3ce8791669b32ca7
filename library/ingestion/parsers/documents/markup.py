"""Strangers' HTML, parsed leniently, with nothing fetched and within bounds."""

import re

from lxml import etree
from lxml import html as lenient

from ..xml import BadXml, parse_xml
from .package import damaged

MAX_HTML_BYTES = 20 * 1024**2
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})")


def parse_html(data: bytes) -> etree._Element:
    """The root. XHTML is read as XML where it is valid, as it says more; else as HTML.

    Raises UnreadableSource."""
    if len(data) > MAX_HTML_BYTES:
        raise damaged()
    if data.lstrip()[:5] == b"<?xml":
        try:
            return parse_xml(data, most=MAX_HTML_BYTES)
        except BadXml:  # such as entities of HTML, which XML has not declared
            pass
    try:
        parser = lenient.HTMLParser(
            encoding=charset_of(data), no_network=True, remove_comments=True, remove_pis=True
        )
        root = lenient.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise damaged() from error
    return root


def charset_of(data: bytes) -> str:
    """What a byte order mark or the head says, UTF-8 where the bytes are, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    said = _CHARSET.search(data[:4096])
    if said:
        name = said.group(1).decode("ascii").lower()
        return "windows-1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"
