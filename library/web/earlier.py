"""The text that a source had before another took its place: kept, so that what cites it can be
read as it was."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from library.models import EarlierText, Page, Source
from project import storage
from project.text.quoting import find_quote

QUOTED = 300  # characters of a quote, by which its place is looked for


def keep_text(source: Source, taken_at: datetime) -> EarlierText | None:
    """All its pages as they are now; None where nothing was read. Again, it says the same again."""
    pages = [
        {"label": label, "title": title, "paragraphs": text.split("\n\n")}
        for label, title, text in Page.objects.filter(source=source)
        .order_by("index")
        .values_list("label", "title", "text")
    ]
    if not any(page["paragraphs"] != [""] for page in pages):
        return None
    same = EarlierText.objects.filter(source=source, taken_at=taken_at).first()
    if same is not None:
        return same
    numbers = EarlierText.objects.filter(source=source)
    number = numbers.aggregate(last=Max("number", default=0))["last"] + 1
    key = f"{source.storage_prefix}earlier/{number}.json"
    storage.save_bytes(key, json.dumps(pages, ensure_ascii=False).encode())
    return EarlierText.objects.create(
        source=source,
        organization_id=source.organization_id,
        number=number,
        taken_at=taken_at,
        file_key=key,
    )


@dataclass(frozen=True, slots=True)
class EarlierPage:
    label: str
    title: str
    paragraphs: list[str]


def list_earlier(source: Source) -> list[EarlierText]:
    """The newest first."""
    return list(EarlierText.objects.filter(source=source).order_by("-number"))


def pages_of(earlier: EarlierText) -> list[EarlierPage]:
    return [EarlierPage(**page) for page in json.loads(storage.read_bytes(earlier.file_key))]


def passages_before(earlier: EarlierText) -> list[str]:
    return [text for page in pages_of(earlier) for text in page.paragraphs if text]


def passages_after(earlier: EarlierText) -> list[str]:
    """Of the text that took its place: the next earlier one, else the one of today."""
    rows = EarlierText.objects.filter(source_id=earlier.source_id, number__gt=earlier.number)
    if (following := rows.order_by("number").first()) is not None:
        return passages_before(following)
    texts = Page.objects.filter(source_id=earlier.source_id).order_by("index")
    joined = (text.split("\n\n") for text in texts.values_list("text", flat=True))
    return [text for page in joined for text in page if text]


def place_of_quote(source: Source, index: int, quote: str) -> int | EarlierText | None:
    """Where words stand that were cited from a page: the index of the page that has them now, or
    the newest earlier text that had them; None where they are still there, or nowhere."""
    rows = Page.objects.filter(source=source).order_by("index").values_list("index", "text")
    texts = dict(rows)
    if index in texts and find_quote(quote, texts[index]):
        return None
    for other, text in texts.items():
        if find_quote(quote, text):
            return other
    for earlier in list_earlier(source):
        if any(find_quote(quote, "\n\n".join(page.paragraphs)) for page in pages_of(earlier)):
            return earlier
    return None
