"""Takes the tables we know out of a ZIP archive, and nothing else."""

import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from organizations.rosters import limits
from project.errors import Invalid
from project.zips import DAMAGED

BLOCK_BYTES = 1024 * 1024


def unpack(path: Path, names: Iterable[str], *, into: Path) -> dict[str, Path]:
    """{name: where it is} of the named files, at the top or together in one folder.

    Raises Invalid for what is no archive, is locked or damaged, swells, or reaches out of itself.
    """
    wanted = {name.lower(): name for name in names}
    try:
        with zipfile.ZipFile(path) as archive:
            found = _choose(archive.infolist(), wanted)
            return _write_all(archive, found, into)
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the archive
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise Invalid(_("The archive is locked with a password. Export it without.")) from error
        raise Invalid(_("The archive is damaged. Export it again.")) from error


def _choose(members: list[zipfile.ZipInfo], wanted: dict[str, str]) -> dict[str, zipfile.ZipInfo]:
    files = [member for member in members if not member.is_dir()]
    if len(files) > limits.MAX_MEMBERS:
        raise Invalid(
            _("The archive holds more than %(limit)s files; a roster has about ten.")
            % {"limit": limits.MAX_MEMBERS}
        )
    found: dict[str, zipfile.ZipInfo] = {}
    for member in files:
        _refuse_tricks(member)
        place = PurePosixPath(member.filename)
        name = wanted.get(place.name.lower())
        if name is None or len(place.parts) > 2 or place.parts[0] == "__MACOSX":
            continue
        if name in found:
            raise Invalid(_("The archive holds %(name)s twice.") % {"name": name})
        found[name] = member
    return found


def _refuse_tricks(member: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    if parts.is_absolute() or ".." in parts.parts or is_link or ":" in member.filename[:2]:
        raise Invalid(_("The archive points out of itself, and is not opened."))


def _write_all(archive: zipfile.ZipFile, found: dict[str, zipfile.ZipInfo], into: Path) -> dict:
    left = limits.MAX_UNPACKED_BYTES
    paths = {}
    for name, member in found.items():
        # Our own name for it: what the archive calls it never becomes a path.
        paths[name] = into / name
        left = _write(archive, member, paths[name], left)
    return paths


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, left: int) -> int:
    """What is really unpacked counts, not what the archive says of itself."""
    with archive.open(member) as source, path.open("wb") as target:
        while block := source.read(BLOCK_BYTES):
            left -= len(block)
            if left < 0:
                raise Invalid(_("The archive unpacks to more than a roster can be."))
            target.write(block)
    return left
