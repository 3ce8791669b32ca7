"""Pure: how a source and its reading are put into words for people."""

from uuid import UUID

from django.utils.translation import gettext as _

from library.models import Source
from library.models.structure import StructureNode
from organizations.staged import DONE, RUNNING, in_order
from project.languages import name_of

KINDS = {"pdf": "PDF", "openstax": "OpenStax"}
STAGES = {
    "fetch": "Fetching the file",
    "inspect": "Looking at the file",
    "extract": "Reading pages",
    "segment": "Finding sections",
    "structure": "Finding chapters",
    "chunk": "Cutting passages",
    "embed": "Embedding passages",
    "index": "Indexing words",
    "copy_files": "Copying files",
    "copy_nodes": "Copying chapters",
    "copy_pages": "Copying pages",
    "copy_atoms": "Copying passages",
    "copy_terms": "Copying words",
}
UNITS = {
    "extract": "page",
    "segment": "page",
    "structure": "part",
    "embed": "passage",
    "copy_files": "file",
    "copy_nodes": "part",
    "copy_pages": "page",
    "copy_atoms": "passage",
}
CLOTHS = ("blue", "red", "green", "plum", "ochre", "teal")
LOCKED = {"password_needed", "wrong_password"}
# In the receipt's order: its word, and what it says with one page and with many.
OUTCOMES = {
    "text": ("page read as text", "pages read as text"),
    "ocr": ("page recognised from a picture", "pages recognised from pictures"),
    "empty": ("page with nothing on it", "pages with nothing on them"),
    "scanned": ("page is a picture of text", "pages are pictures of text"),
    "failed": ("page could not be read", "pages could not be read"),
}


def cloth_of(source: Source) -> str:
    """A book keeps its colour; one that cannot be opened has none."""
    if source.state == Source.State.FAILED:
        return "grey"
    return cloth_by_id(source.pk)


def cloth_by_id(source_id: UUID) -> str:
    return CLOTHS[source_id.int % len(CLOTHS)]


def count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def facts_of(source: Source, nodes: dict[str, int], *, user_id=None) -> list[str]:
    """For the line under a title. nodes: how many structure nodes it has of each kind."""
    said = [KINDS.get(source.kind, "File")]
    if source.is_of_catalogue:
        said.append(_("from the catalogue, read-only"))
        said += [source.licence] if source.licence else []
    elif source.copied_from_id:
        said.append(_("copied from the catalogue"))
    elif source.owner_id:
        said.append("only yours")
    elif user_id and source.added_by_id == user_id:
        said.append("added by you")
    kinds = StructureNode.Kind
    if source.has_printed_pages:
        said += [count(source.page_count, "page")] if source.page_count else []
    chapters, sections = nodes.get(kinds.CHAPTER, 0), nodes.get(kinds.SECTION, 0)
    said += [count(chapters, "chapter")] if chapters else []
    said += [count(sections, "section")] if sections and not source.has_printed_pages else []
    said += [name_of(source.language)] if source.language else []
    return said


def stage_rows(stages: dict) -> list[dict]:
    """Each stage as the component `stage` takes it, in order."""
    return [_stage_row(name, stage) for name, stage in in_order(stages or {})]


def _stage_row(name: str, stage: dict) -> dict:
    is_counted = name in UNITS and stage["total"]
    figures = ""
    if stage["state"] == DONE and stage["seconds"] >= 0.1:
        figures = f"{stage['seconds']:,.1f} s"
    if stage["state"] == DONE and is_counted:
        figures = " · ".join(filter(None, [count(stage["total"], UNITS[name]), figures]))
    return {
        "name": STAGES.get(name, name.title()),
        "state": stage["state"],
        "value": stage["done"] if stage["state"] == RUNNING and is_counted else "",
        "max": stage["total"] if stage["state"] == RUNNING and is_counted else "",
        "figures": figures,
    }


def current_stage(stage: str, stages: dict | None, *, waiting: str = "Waiting to be read") -> dict:
    """What is done now: {"label", "value", "max"}; a queue is waited in before the first."""
    if not stage or stage not in (stages or {}):
        return {"label": waiting, "value": "", "max": ""}
    entry = stages[stage]
    total = entry["total"] if stage in UNITS else 0
    return {"label": STAGES[stage], "value": entry["done"], "max": total or ""}


def receipt_lines(source: Source, receipt: dict) -> list[str]:
    """ "243 pages read as text", "3 pages are pictures of text"; a book without pages has
    sections."""
    lines = [count(receipt[key], *words) for key, words in OUTCOMES.items() if receipt.get(key)]
    if source.has_printed_pages:
        return lines
    return [line.replace("page", "section") for line in lines]


def unread_lines(source: Source, receipt: dict) -> list[dict]:
    """Which pages were not read and why: {"pages", "why", "index"}, index from 0."""
    why = {"scanned": "a picture of text", "failed": "could not be read"}
    return [
        {
            "pages": problem["pages"],
            "why": problem["note"] or why[problem["outcome"]],
            "index": problem["sheets"][0] - 1,
        }
        for problem in receipt.get("problems", [])
    ]
