"""Pure: file names that people send, made harmless and made into titles."""

import re
import unicodedata

from library.ingestion.parsers.legacy import legacy_suffix
from library.ingestion.parsers.registry import EXTENSIONS

MAX_NAME = 255
MAX_TITLE = 300
# Characters that turn the direction of a line: "fdp.exe" can be made to read as "exe.pdf".
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_filename(name: str) -> str:
    """The last part of a path, without what cannot be seen or stored, at most 255 characters."""
    name = unicodedata.normalize("NFC", _visible(name))
    name = re.split(r"[/\\]", name)[-1].rstrip(" .")
    suffix = name[len(name) - len(suffix_of(name) or "") :]
    stem = name.removesuffix(suffix).strip(" .")
    return (stem[: MAX_NAME - len(suffix)].rstrip() or "Untitled") + suffix


def suffix_of(name: str) -> str | None:
    """The ending that says what it is, in lower case; None for a kind that cannot be read."""
    known = next((suffix for suffix in EXTENSIONS if name.lower().endswith(suffix)), None)
    return known or legacy_suffix(name)


def title_from(name: str) -> str:
    """A title for people from a cleaned file name: "intro_to-physics.pdf" is "Intro to physics"."""
    stem = name[: len(name) - len(suffix_of(name) or "")]
    separators = r"[_+]+" if " " in stem else r"[_+-]+"
    title = " ".join(re.sub(separators, " ", stem).split())
    if title == title.lower():
        title = title[:1].upper() + title[1:]
    return title[:MAX_TITLE].rstrip() or "Untitled"


def _visible(name: str) -> str:
    kept = (c for c in name if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))
    return _BIDI.sub("", "".join(kept))
