"""The zip files that office files and e-books are, opened only within bounds."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from lxml import etree

from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped
from project.zips import DAMAGED

from ..xml import BadXml, parse_xml

MAX_MEMBERS = 20_000
MAX_TOTAL_BYTES = 1024**3
MAX_RATIO = 200  # unpacked to packed, of one member, looked at above RATIO_FROM_BYTES
RATIO_FROM_BYTES = 20 * 1024**2
MAX_XML_BYTES = 64 * 1024**2
MAX_PICTURE_BYTES = 40 * 1024**2
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")  # that a browser shows, and no scripts
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: how Office wraps what it encrypts


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Raises UnreadableSource where it is damaged, encrypted or unpacks to too much."""
    with path.open("rb") as file:
        if file.read(8) == OLE:
            raise UnreadableSource(
                _(
                    "This file is protected by a password, or in the format of an old version. "
                    "Save it in today's format without a password, then add it again."
                ),
                code="encrypted",
            )
    try:
        with zipfile.ZipFile(path) as package:
            _check(package)
            yield package
    except DAMAGED as error:
        raise damaged() from error


def damaged() -> UnreadableSource:
    return UnreadableSource(
        _(
            "This file is damaged, or not what its name says. Save it again from the program that "
            "made it."
        ),
        code="damaged",
    )


def _check(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    if len(members) > MAX_MEMBERS:
        raise _refused(_("it holds more than %(count)s files") % {"count": grouped(MAX_MEMBERS)})
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableSource(
            _("This file is protected by a password. Save it without one, then add it again."),
            code="encrypted",
        )
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise _refused(_("unpacked it is larger than %(size)s") % {"size": "1 GB"})
    for member in members:
        swells = member.file_size > max(1, member.compress_size) * MAX_RATIO
        if member.file_size > RATIO_FROM_BYTES and swells:
            raise _refused(
                _("unpacked it is more than %(times)s times larger") % {"times": MAX_RATIO}
            )


def _refused(reason: str) -> UnreadableSource:
    return UnreadableSource(
        _("This file was not opened: %(reason)s. Save it again from the program that made it.")
        % {"reason": reason},
        code="package_refused",
    )


def member(package: zipfile.ZipFile, name: str, most: int = MAX_XML_BYTES) -> bytes:
    """Empty where there is none. Raises UnreadableSource for one that is larger than `most`."""
    try:
        found = package.getinfo(name)
    except KeyError:
        return b""
    if found.file_size > most:
        raise _refused(_("“%(name)s” in it is too large") % {"name": name[:80]})
    with package.open(found) as content:
        return content.read(most)


def xml(package: zipfile.ZipFile, name: str) -> etree._Element | None:
    """The root of a member, None where there is none. Raises UnreadableSource."""
    data = member(package, name)
    if not data:
        return None
    try:
        return parse_xml(data, most=MAX_XML_BYTES)
    except BadXml as error:
        raise _refused(
            _("“%(name)s” in it: %(reason)s") % {"name": name[:80], "reason": error}
        ) from error


def beside(name: str, reference: str) -> str:
    """The member that a reference in the member `name` leads to, "" where it leads out."""
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", reference) or reference.startswith("//"):
        return ""
    parts: list[str] = []
    for part in (PurePosixPath(name).parent / reference.split("#")[0].split("?")[0]).parts:
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in (".", "/"):
            parts.append(part)
    return "/".join(parts)


def shows(package: zipfile.ZipFile, name: str) -> bool:
    """Whether the member is a picture that a page may show."""
    try:
        size = package.getinfo(name).file_size
    except KeyError:
        return False
    return name.lower().endswith(PICTURES) and 0 < size <= MAX_PICTURE_BYTES


def open_picture(path: Path, name: str) -> IO[bytes]:
    """A picture of the package as a file of its own. Raises UnreadableSource for another name."""
    with opened(path) as package:
        if not shows(package, name):
            raise damaged()
        copy = tempfile.NamedTemporaryFile(suffix=PurePosixPath(name).suffix)  # noqa: SIM115
        with package.open(name) as content:
            shutil.copyfileobj(content, copy)
        copy.seek(0)
        return copy
