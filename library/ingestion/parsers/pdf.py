"""PDF files, read with PyMuPDF."""

import re
from collections.abc import Iterator
from pathlib import Path

import pymupdf

from library.ingestion.parsers.base import Inspection, OutlineEntry, PageOutcome, ParsedPage
from library.ingestion.parsers.pdf_file import check_signature, open_unchecked, opened
from library.ingestion.parsers.pdf_page import read_page
from library.ingestion.parsers.pdf_rights import credit_line, read_rights
from library.ingestion.textflow import clean
from project.errors import UnreadableSource
from project.sentences import gettext as _

MAX_OUTLINE = 20_000
MAX_TITLE = 300
MAX_PRINTED_TITLE = 160  # what is larger than this and set in one size is text
MAX_AUTHORS = 20
# titles that programs put in by themselves
_NO_TITLE = re.compile(
    r"^(untitled|unbenannt|microsoft \w+ - |document\d*$|.*\.(docx?|dvi|tex|indd|pdf|qxd|pptx?)$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(?:chapter|kapitel|rozdział|chapitre|capítulo)?\s*(\d+(?:\.\d+)*)[.:]?\s+")
_READ_ERRORS = (RuntimeError, ValueError, TypeError, MemoryError, pymupdf.mupdf.FzErrorBase)


class PdfParser:
    kind = "pdf"

    def inspect(self, path: Path) -> Inspection:
        with opened(path) as document:
            metadata = document.metadata or {}
            rights = read_rights(document)
            title = _title(document, metadata)
            authors = _authors(metadata.get("author")) or rights.creators[:MAX_AUTHORS]
            return Inspection(
                kind=self.kind,
                page_count=document.page_count,
                title=title,
                authors=authors,
                language=_language(document),
                licence=rights.licence,
                attribution=rights.attribution or credit_line(title, authors),
                warnings=_warnings(document),
            )

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        with opened(path) as document:
            labels = _Labels(document)
            for index in range(max(0, start), min(stop, document.page_count)):
                yield _read(document, index, labels.of(index))
                pymupdf.TOOLS.reset_mupdf_warnings()  # they would pile up

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        with opened(path) as document:
            try:
                raw = document.get_toc(simple=False)[:MAX_OUTLINE]
            except _READ_ERRORS:
                return []  # a damaged outline is as good as none: headings give the tree
            entries = [_entry(document, *row) for row in raw]
            return [entry for entry in entries if entry is not None]

    def unlock(self, path: Path, password: str, to: Path) -> None:
        """Write a copy without the lock. Raises UnreadableSource(code="wrong_password")."""
        check_signature(path)
        document = open_unchecked(path)
        try:
            if document.needs_pass and not document.authenticate(password):
                raise UnreadableSource(
                    _("This password does not open the PDF. Check it and try again."),
                    code="wrong_password",
                )
            not_encrypted = pymupdf.PDF_ENCRYPT_NONE  # type: ignore[attr-defined]  # made at import
            document.save(to, encryption=not_encrypted, garbage=0)
        finally:
            document.close()


def _read(document: pymupdf.Document, index: int, label: str) -> ParsedPage:
    try:
        return read_page(document[index], label)
    except _READ_ERRORS as error:
        short = isinstance(error, MemoryError) or "malloc" in str(error)
        note = (
            _("This page needs more memory than a page may take. Save it with smaller pictures.")
            if short
            else _("This page is damaged in the file. Upload a better copy if you need it.")
        )
        return ParsedPage(index, label, 0.0, 0.0, PageOutcome.FAILED, note=note)


class _Labels:
    """Page labels as the file defines them, else the sheet's number counted from 1."""

    def __init__(self, document: pymupdf.Document):
        try:
            self.rules = document.get_page_labels()
        except _READ_ERRORS:
            self.rules = []
        self.rules.sort(key=lambda rule: rule["startpage"])

    def of(self, index: int) -> str:
        rule = None
        for candidate in self.rules:
            if candidate["startpage"] > index:
                break
            rule = candidate
        if rule is None:
            return str(index + 1)
        number = index - rule["startpage"] + int(rule.get("firstpagenum") or 1)
        label = rule.get("prefix", "") + _numeral(number, rule.get("style", ""))
        return clean(label)[:40] or str(index + 1)


def _numeral(number: int, style: str) -> str:
    """A number as Arabic (D), Roman (R, r) or letters (A, a), as in the PDF standard."""
    if style == "D":
        return str(number)
    if style in ("R", "r"):
        roman = _roman(number)
        return roman if style == "R" else roman.lower()
    if style in ("A", "a"):
        letters = chr(ord(style) + (number - 1) % 26)
        return letters * min(1 + (number - 1) // 26, 8)
    return ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    roman = ""
    for value, sign in zip(values, signs, strict=True):
        count, number = divmod(number, value)
        roman += sign * count
    return roman


def _title(document: pymupdf.Document, metadata: dict) -> str:
    """From the metadata, else the largest print on the first pages; empty where that is text."""
    title = clean(metadata.get("title") or "")[:MAX_TITLE]
    if title and not _NO_TITLE.match(title):
        return title
    for index in range(min(3, document.page_count)):
        page = _read(document, index, "")
        lines = [line for block in page.blocks for line in block.lines if len(line.text) > 2]
        if lines:
            largest = max(line.size for line in lines)
            title = " ".join(line.text for line in lines if line.size > largest - 0.5)
            return title if len(title) <= MAX_PRINTED_TITLE else ""
    return ""


def _authors(author: str | None) -> list[str]:
    names = re.split(r"\s*[;,]\s*|\s+and\s+", clean(author or "")[:1000])
    return [name for name in names if name][:MAX_AUTHORS]


def _language(document: pymupdf.Document) -> str:
    try:
        kind, value = document.xref_get_key(document.pdf_catalog(), "Lang")
    except _READ_ERRORS:
        return ""
    value = value.strip().replace("_", "-")
    plausible = kind == "string" and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value)
    return value if plausible else ""


def _warnings(document: pymupdf.Document) -> list[str]:
    warnings = []
    if document.is_repaired:
        warnings.append(
            _(
                "The file is damaged and was repaired while reading; pages or parts of them may "
                "be missing. Compare it with the original, or upload a new copy."
            )
        )
    return warnings


def _entry(
    document: pymupdf.Document, level: int, title: str, page: int, place: dict
) -> OutlineEntry | None:
    title = clean(title or "")[:MAX_TITLE]
    if not title or not 1 <= page <= document.page_count:
        return None
    number = _NUMBER.match(title)
    return OutlineEntry(
        level=level,
        title=title,
        page_index=page - 1,
        number=number.group(1) if number else "",
        top=_top(document, page - 1, place),
    )


def _top(document: pymupdf.Document, index: int, place: dict) -> float:
    """Points from the top of the page as seen; 0 where the entry names only a page."""
    point = place.get("to")
    if point is None:
        return 0.0
    try:
        page = document[index]
        if place.get("kind") == pymupdf.LINK_NAMED:  # PyMuPDF turns only the others round
            point = point * page.transformation_matrix
        point = point * page.rotation_matrix
    except _READ_ERRORS:
        return 0.0
    return round(min(max(point.y, 0.0), page.rect.height), 1)
