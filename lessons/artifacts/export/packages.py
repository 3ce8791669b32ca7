"""The zip files that packages are: written the same each time, read only within bounds."""

import io
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _
from lxml import etree

from library.ingestion.parsers.xml import BadXml, parse_xml
from project.errors import Invalid
from project.zips import DAMAGED

MAX_FILES = 2000
MAX_UNPACKED_BYTES = 32 * 1024**2
MAX_XML_BYTES = 4 * 1024**2
_WRITTEN = (2020, 1, 1, 0, 0, 0)  # a zip needs a date; one that never changes


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _WRITTEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return buffer.getvalue()


def xml_members(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """(name, root) of each XML file of the package, or of the one XML file that `data` is.

    Raises Invalid where it is damaged, too large, or holds XML that is refused.
    """
    if not data.startswith(b"PK"):
        yield "", parsed(data)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check(package.infolist())
            for info in package.infolist():
                if info.filename.lower().endswith(".xml"):
                    yield info.filename, parsed(_read(package, info))
    except DAMAGED as error:
        raise Invalid(
            _("This package is damaged, or not a zip file. Export it again, then try once more.")
        ) from error


def parsed(data: bytes) -> etree._Element:
    """Raises Invalid."""
    try:
        return parse_xml(data, most=MAX_XML_BYTES)
    except BadXml as error:
        raise Invalid(_("This file cannot be read: %(reason)s.") % {"reason": error}) from error


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_FILES:
        raise Invalid(_("This package holds more than %(count)s files.") % {"count": MAX_FILES})
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise Invalid(_("Unpacked, this package is larger than %(size)s.") % {"size": "32 MB"})


def _read(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """What a member says of its size may be a lie: no more is unpacked than may be parsed."""
    with package.open(info) as file:
        return file.read(MAX_XML_BYTES + 1)
