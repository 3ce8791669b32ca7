"""The formats, one line each; what one cannot hold is left out and said."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from project.errors import Invalid

from . import anki, cartridge, gift, moodle, pdf, powerpoint, qti12, qti21, qti_reading, table, word
from .items import ExportItem, ExportSet, ItemKind, ReadSet

ALL = frozenset(ItemKind)
MARKED = ALL - {ItemKind.CARD, ItemKind.SLIDE}
EVERY_DETAIL = frozenset(
    {"explanation", "feedback", "difficulty", "points", "unit", "quote", "open answers"}
)
MAX_BYTES = 5 * 1024**2
MAX_ITEMS = 500
MAX_CHARACTERS = 5000  # of a question, and of an answer
MAX_ANSWERS = 50

Write = Callable[[ExportSet, bool], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """name: for people. kinds: what it can hold; can_hold: of these, whether it holds this one.

    details: of EVERY_DETAIL, what it has a place for. without_key: can be had without the key.
    read: where such a file can be imported.
    """

    key: str
    name: str
    extension: str
    media_type: str
    write: Write
    kinds: frozenset[ItemKind] = ALL
    details: frozenset[str] = EVERY_DETAIL
    can_hold: Callable[[ExportItem], bool] = lambda item: True
    without_key: bool = False
    read: Callable[[bytes], ReadSet] | None = None


def _always_with_key(write: Callable[[ExportSet], bytes]) -> Write:
    return lambda exported, _with_key: write(exported)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_PRINTED = frozenset({"explanation", "unit", "quote", "open answers"})
_TRACED = frozenset({"explanation", "feedback"})
_READ = MARKED - {ItemKind.ORDERING}
_OF_CARTRIDGES = frozenset(qti12.CARTRIDGE.names) | cartridge.ON_PAGES

FORMATS: dict[str, Format] = {
    each.key: each
    for each in (
        Format(
            "pdf", "PDF", "pdf", "application/pdf",
            lambda exported, with_key: pdf.write_pdf(exported, with_key=with_key),
            details=_PRINTED, without_key=True,
        ),
        Format(
            "docx", "Word", "docx", f"{_OFFICE}.wordprocessingml.document",
            lambda exported, with_key: word.write_docx(exported, with_key=with_key),
            details=_PRINTED, without_key=True,
        ),
        Format(
            "pptx", "PowerPoint", "pptx", f"{_OFFICE}.presentationml.presentation",
            lambda exported, with_key: powerpoint.write_pptx(exported, with_key=with_key),
            details=_PRINTED, without_key=True,
        ),
        Format("csv", "CSV", "csv", "text/csv; charset=utf-8", _always_with_key(table.write_csv)),
        Format(
            "anki", "Anki", "apkg", "application/octet-stream",
            _always_with_key(anki.write_anki),
            kinds=ALL - {ItemKind.TEXT, ItemKind.SLIDE}, details=_PRINTED,
        ),
        Format(
            "gift", "GIFT", "gift.txt", "text/plain; charset=utf-8",
            _always_with_key(gift.write_gift),
            kinds=_READ, details=_TRACED, can_hold=gift.can_hold, read=gift.read_gift,
        ),
        Format(
            "moodle", "Moodle XML", "xml", "application/xml", _always_with_key(moodle.write_moodle),
            kinds=_READ, details=_TRACED | {"points", "difficulty", "open answers"},
        ),
        Format(
            "qti12", "QTI 1.2", "qti12.zip", "application/zip",
            _always_with_key(qti12.write_qti12),
            kinds=_READ, details=_TRACED | {"points", "difficulty", "quote"},
            read=qti_reading.read_qti,
        ),
        Format(
            "qti21", "QTI 2.1", "qti21.zip", "application/zip",
            _always_with_key(qti21.write_qti21),
            kinds=MARKED, details=_TRACED | {"points"}, read=qti_reading.read_qti,
        ),
        Format(
            "cartridge", "Common Cartridge", "imscc", "application/zip",
            _always_with_key(cartridge.write_cartridge),
            kinds=_OF_CARTRIDGES, details=_TRACED | {"points"}, read=qti_reading.read_qti,
        ),
    )
}  # fmt: skip

_DETAILS: dict[str, tuple[Callable[[ExportItem], bool], object]] = {
    "explanation": (lambda item: bool(item.explanation), lazy("explanations")),
    "feedback": (lambda item: any(o.feedback for o in item.options), lazy("feedback on options")),
    "difficulty": (lambda item: item.difficulty != 2, lazy("the difficulty")),
    "points": (lambda item: item.points != 1, lazy("points")),
    "unit": (lambda item: bool(item.unit), lazy("units of numbers")),
    "quote": (lambda item: bool(item.quote), lazy("the words of the page")),
    "open answers": (
        lambda item: item.kind == ItemKind.QUESTION and bool(item.answers),
        lazy("answers to open questions"),
    ),
}


def fitted(exported: ExportSet, form: Format) -> tuple[ExportSet, list[str]]:
    """What the format can hold of it, and a sentence for each thing that it cannot."""
    numbered = list(enumerate(exported.items, 1))
    kept = tuple(item for item in exported.items if _holds(form, item) and item.has_key)
    not_held = [number for number, item in numbered if not _holds(form, item)]
    keyless = [n for n, item in numbered if _holds(form, item) and not item.has_key]
    sentences = [
        *_sentence_on_format(form, not_held),
        *_sentence_on_keys(keyless),
        *_sentence_on_details(form, kept),
    ]
    return exported.only(kept), sentences


def _holds(form: Format, item: ExportItem) -> bool:
    return item.kind in form.kinds and form.can_hold(item)


def _sentence_on_format(form: Format, numbers: list[int]) -> Iterator[str]:
    if numbers:
        yield ngettext(
            "%(format)s cannot hold item %(numbers)s: it is left out.",
            "%(format)s cannot hold items %(numbers)s: they are left out.",
            len(numbers),
        ) % {"format": form.name, "numbers": ", ".join(map(str, numbers))}


def _sentence_on_keys(numbers: list[int]) -> Iterator[str]:
    if numbers:
        yield ngettext(
            "Item %(numbers)s has no right answer yet: it is left out.",
            "Items %(numbers)s have no right answer yet: they are left out.",
            len(numbers),
        ) % {"numbers": ", ".join(map(str, numbers))}


def _sentence_on_details(form: Format, kept: tuple[ExportItem, ...]) -> Iterator[str]:
    lost = [
        str(name)
        for detail, (has, name) in _DETAILS.items()
        if detail not in form.details and any(map(has, kept))
    ]
    if lost:
        yield _("%(format)s has no place for this: %(details)s.") % {
            "format": form.name,
            "details": ", ".join(lost),
        }


def export(exported: ExportSet, form: Format, *, with_key: bool) -> bytes:
    """Its own words are in the set's language. Raises Invalid where nothing of it can be held."""
    kept, sentences = fitted(exported, form)
    if not kept.items:
        raise Invalid(" ".join(sentences) or _("There is nothing in it yet."))
    with override(_spoken(exported.language)):
        return form.write(kept, with_key)


def _spoken(language: str) -> str | None:
    known = {code for code, _name in settings.LANGUAGES}
    short = language.lower().partition("-")[0]
    return short if short in known else get_language()


def read(data: bytes, form: Format) -> ReadSet:
    """Raises Invalid where it cannot be read, is too large, or holds too much or nothing."""
    if form.read is None:
        raise Invalid(_("Files of this format cannot be imported."))
    if len(data) > MAX_BYTES:
        raise Invalid(_("This file is larger than %(size)s.") % {"size": "5 MB"})
    found = form.read(data)
    if len(found.items) > MAX_ITEMS:
        raise Invalid(
            _("This file holds more than %(count)s questions. Split it.") % {"count": MAX_ITEMS}
        )
    usable = [item for item in found.items if _is_usable(item)]
    if unusable := len(found.items) - len(usable):
        found.left_out.append(
            ngettext(
                "%(count)s question was left out: it is too long, or its number is none.",
                "%(count)s questions were left out: too long, or with a number that is none.",
                unusable,
            )
            % {"count": unusable}
        )
        found.items = usable
    if not usable:
        raise Invalid(" ".join([_("No question of this file can be used."), *found.left_out[:3]]))
    return found


def _is_usable(item: ExportItem) -> bool:
    is_short = all(len(text) <= MAX_CHARACTERS for text in item.texts)
    many = max(len(item.options), len(item.answers), len(item.pairs), len(item.order))
    is_finite = math.isfinite(item.number or 0) and math.isfinite(item.tolerance)
    return is_short and many <= MAX_ANSWERS and is_finite


def recognised(data: bytes) -> Format:
    """GIFT or QTI, by what the file begins with."""
    is_qti = data.startswith(b"PK") or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return FORMATS["qti12" if is_qti else "gift"]
