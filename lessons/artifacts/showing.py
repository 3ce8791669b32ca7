"""How an artifact's items stand on a page."""

from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import UUID

from lessons.artifacts.wording import STAGES, reasons
from lessons.models import Artifact, ArtifactItem
from organizations.links import url_in
from organizations.staged import RUNNING, in_order

Kind = ArtifactItem.Kind
QUOTE = 300  # characters of a passage that an address carries
# What is there to be read, and asks nothing.
SHOWS_KEY = (
    Artifact.Kind.FLASHCARDS,
    Artifact.Kind.GLOSSARY,
    Artifact.Kind.SUMMARY,
    Artifact.Kind.SLIDES,
    Artifact.Kind.LESSON_PLAN,
)


@dataclass(frozen=True, slots=True)
class ShownItem:
    """lines: what is right, or what it says. left, right: of a matching, each side in its order."""

    item: ArtifactItem
    page_url: str
    reasons: list[str]
    lines: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    right: list[str] = field(default_factory=list)

    @property
    def options(self) -> list[dict]:
        return self.item.options if self.item.kind in ArtifactItem.WITH_OPTIONS else []

    @property
    def to_order(self) -> list[str]:
        is_one = self.item.kind == Kind.ORDERING
        return sorted(self.item.key.get("order", [])) if is_one else []


def show_items(artifact: Artifact, items: list[ArtifactItem], slug: str) -> list[ShownItem]:
    return [_shown(item, slug) for item in items]


def _shown(item: ArtifactItem, slug: str) -> ShownItem:
    pairs = item.key.get("pairs", [])
    return ShownItem(
        item,
        page_url(item.citation, slug),
        reasons(item.problems),
        lines=_lines(item),
        left=[pair[0] for pair in pairs],
        right=sorted(pair[1] for pair in pairs),
    )


def _lines(item: ArtifactItem) -> list[str]:
    if item.kind == Kind.NUMERIC:
        key = item.key
        number = f"{key.get('number'):,}" if key.get("number", 0) >= 10_000 else key.get("number")
        unit = key.get("unit", "")
        within = f" ± {key['tolerance']}" if key.get("tolerance") else ""
        return [f"{number}{within} {unit}".strip()]
    if item.kind == Kind.MATCHING:
        return [f"{left}: {right}" for left, right in item.key.get("pairs", [])]
    return item.key.get("order") or item.key.get("accepted", [])


def page_url(citation: dict, slug: str) -> str:
    if not citation:
        return ""
    page = url_in(slug, "library:page_detail", UUID(citation["source_id"]), citation["page_index"])
    marked = {"quote": citation["quote"][:QUOTE]}
    if citation.get("atom_id"):
        marked["atom"] = citation["atom_id"]
    return f"{page}?{urlencode(marked)}"


def progress_of(artifact: Artifact) -> dict:
    """The stage that runs: its words, and how far it is."""
    running = [(n, s) for n, s in in_order(artifact.stages) if s["state"] == RUNNING]
    name, stage = running[0] if running else ("fill", {"done": 0, "total": 0})
    return {"label": STAGES[name], "value": stage["done"], "max": stage["total"]}
