"""Rows of a recording as reading it leaves them, with its file in storage."""

from pathlib import Path

from accounts.models import User
from library.ingestion import keys
from library.models import ContentAtom, Page, Section, Source
from library.tests.factories import add_atom, add_source
from organizations.models import Organization
from project import storage

SAID = (
    (0.0, 1.0, "We look at the Sun."),
    (1.0, 2.0, "Granulation is a pattern of cells,"),
    (2.0, 2.9, "and each granule rises."),
    (2.9, 6.0, "Now to the Moon."),
)


def add_recording(organization: Organization, by: User, film: Path, *, title: str) -> Source:
    """Of six seconds; inside the scope."""
    source = add_source(
        organization, by, kind="captions", title=title, duration_s=6.0, has_picture=True,
        page_count=1,
    )  # fmt: skip
    storage.save_file(f"{source.storage_prefix}proxy/video.mp4", film)
    _say(source)
    return source


def _say(source: Source) -> None:
    text, lines = "", []
    for start, end, words in SAID:
        lines.append([len(text), len(text) + len(words), start, end])
        text += f"{words} "
    owner = {"source": source, "organization_id": source.organization_id}
    page = Page.objects.create(
        id=keys.page_id(source.pk, 0), **owner, index=0, label="0:00", outcome="text",
        text=text, start_s=0.0, end_s=6.0,
    )  # fmt: skip
    Section.objects.create(
        id=keys.section_id(source.pk, 0, 1), **owner, page=page, page_index=0, position=1,
        kind="text", text=text, lines=lines,
    )  # fmt: skip
    add_atom(source, page, text, node=None)
    span = {"page": 0, "start": 0, "end": len(text), "boxes": [], "time": [0.0, 6.0]}
    ContentAtom.objects.filter(source=source).update(spans=[span])
