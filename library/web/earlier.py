"""The text that a source had before another took its place: kept, so that what cites it can be
read as it was."""

import json
from datetime import datetime

from library.models import EarlierText, Page, Source
from project import storage


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
    number = EarlierText.objects.filter(source=source).count() + 1
    key = f"{source.storage_prefix}earlier/{number}.json"
    storage.save_bytes(key, json.dumps(pages, ensure_ascii=False).encode())
    return EarlierText.objects.create(
        source=source,
        organization_id=source.organization_id,
        number=number,
        taken_at=taken_at,
        file_key=key,
    )
