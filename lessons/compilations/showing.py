"""How a compilation stands on its page."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lessons.compilations.recordings import recording_key
from lessons.models import Compilation, CompilationItem
from library.citing import moment_reference
from library.ingestion.captions.clock import fine_clock
from library.models import Source
from organizations.links import url_in
from organizations.staged import RUNNING, in_order
from project import storage

LINK_LIFE = timedelta(hours=6)
STAGES = {"clips": _("Cutting its clips"), "film": _("Joining them")}


@dataclass(frozen=True, slots=True)
class ShownItem:
    """start, end: as one corrects them. media_url: of the recording, empty where it is gone."""

    item: CompilationItem
    reference: str
    start: str
    end: str
    length_s: float
    page_url: str
    media_url: str
    has_picture: bool


def show_items(compilation: Compilation, slug: str) -> list[ShownItem]:
    """Two queries, whatever their number."""
    items = list(compilation.items.all())
    sources = Source.objects.exclude(state=Source.State.DELETING).in_bulk(
        {item.source_id for item in items}
    )
    urls = {pk: recording_url(source) for pk, source in sources.items()}
    return [_shown(item, sources.get(item.source_id), urls, slug) for item in items]


def recording_url(source: Source) -> str:
    """Good for some hours, as it is played and not as it was sent."""
    key = recording_key(source)
    name = key.rsplit("/", 1)[-1]
    return storage.download_url(key, filename=name, inline=True, lifetime=LINK_LIFE)


def film_url(compilation: Compilation, *, inline: bool) -> str:
    """Empty without a film."""
    if "mp4" not in compilation.files:
        return ""
    return _link(compilation, "mp4", inline=inline)


def film_files(compilation: Compilation) -> list[dict]:
    """[{"kind", "filename", "url"}, …]"""
    return [
        {"kind": kind, "filename": _filename(compilation, kind), "url": _link(compilation, kind)}
        for kind in compilation.files
    ]


def _link(compilation: Compilation, kind: str, *, inline: bool = False) -> str:
    key, name = compilation.files[kind], _filename(compilation, kind)
    return storage.download_url(key, filename=name, inline=inline, lifetime=LINK_LIFE)


def _filename(compilation: Compilation, kind: str) -> str:
    return f"{slugify(compilation.title)[:60] or 'compilation'}.{kind}"


def progress_of(compilation: Compilation) -> dict:
    """The stage that runs: its words, and how far it is."""
    running = [(n, s) for n, s in in_order(compilation.stages) if s["state"] == RUNNING]
    name, stage = running[0] if running else ("clips", {"done": 0, "total": 0})
    return {"label": STAGES[name], "value": stage["done"], "max": stage["total"]}


def _shown(item: CompilationItem, source: Source | None, urls: dict, slug: str) -> ShownItem:
    start_s, end_s = item.start_ms / 1000, item.end_ms / 1000
    page = url_in(slug, "library:page_detail", item.source_id, item.page_index)
    return ShownItem(
        item=item,
        reference=moment_reference((start_s, end_s)),
        start=fine_clock(start_s),
        end=fine_clock(end_s),
        length_s=end_s - start_s,
        page_url=f"{page}?at={start_s:.2f}" if source else "",
        media_url=urls.get(item.source_id, ""),
        has_picture=bool(source and source.has_picture),
    )
