"""Pure: how a source and its reading are put into words for people."""

from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy

from library.ingestion.captions import clock
from library.ingestion.parsers.registry import KINDS
from library.models import Source
from library.models.structure import StructureNode
from library.receipts import Receipt
from organizations.staged import DONE, RUNNING, in_order
from project.languages import name_of
from project.wording import counted, in_seconds

STAGES = {
    "listen": gettext_lazy("Writing down what is said"),
    "download": gettext_lazy("Fetching from the web"),
    "take_video": gettext_lazy("Fetching the video"),
    "fetch": gettext_lazy("Fetching the file"),
    "inspect": gettext_lazy("Looking at the file"),
    "extract": gettext_lazy("Reading pages"),
    "recognise": gettext_lazy("Recognising text in pictures"),
    "segment": gettext_lazy("Finding sections"),
    "structure": gettext_lazy("Finding chapters"),
    "chunk": gettext_lazy("Cutting passages"),
    "embed": gettext_lazy("Embedding passages"),
    "index": gettext_lazy("Indexing words"),
    "probe": gettext_lazy("Looking into the recording"),
    "proxy": gettext_lazy("Making a copy for the web"),
    "scenes": gettext_lazy("Finding scenes"),
    "transcribe": gettext_lazy("Writing down what is said"),
    "look": gettext_lazy("Reading text in the scenes"),
    "summarise": gettext_lazy("Summing up the scenes"),
    "add_pages": gettext_lazy("Adding its pages"),
    "open": gettext_lazy("Opening the ZIP"),
    "unpack": gettext_lazy("Adding its files"),
    "copy_files": gettext_lazy("Copying files"),
    "copy_nodes": gettext_lazy("Copying chapters"),
    "copy_pages": gettext_lazy("Copying pages"),
    "copy_atoms": gettext_lazy("Copying passages"),
    "copy_terms": gettext_lazy("Copying words"),
}
PAGES = ngettext_lazy("%(count)s page", "%(count)s pages", "number")
CHAPTERS = ngettext_lazy("%(count)s chapter", "%(count)s chapters", "number")
SECTIONS = ngettext_lazy("%(count)s section", "%(count)s sections", "number")
PARTS = ngettext_lazy("%(count)s part", "%(count)s parts", "number")
SLIDES = ngettext_lazy("%(count)s slide", "%(count)s slides", "number")
SCENES = ngettext_lazy("%(count)s scene", "%(count)s scenes", "number")
LEAVES = {"page": PAGES, "slide": SLIDES}
PASSAGES = ngettext_lazy("%(count)s passage", "%(count)s passages", "number")
GRANTS = ngettext_lazy("%(count)s share of it", "%(count)s shares of it", "number")
SECONDS = ngettext_lazy("%(count)s second of sound", "%(count)s seconds of sound", "number")
MEGABYTES = ngettext_lazy("%(count)s MB", "%(count)s MB", "number")
FILES = ngettext_lazy("%(count)s file", "%(count)s files", "number")
UNITS = {
    "listen": SECONDS,
    "take_video": MEGABYTES,
    "extract": PAGES,
    "recognise": PAGES,
    "segment": PAGES,
    "structure": PARTS,
    "look": SCENES,
    "summarise": SCENES,
    "embed": PASSAGES,
    "add_pages": PAGES,
    "unpack": FILES,
    "copy_files": FILES,
    "copy_nodes": PARTS,
    "copy_pages": PAGES,
    "copy_atoms": PASSAGES,
}
CLOTHS = ("blue", "red", "green", "plum", "ochre", "teal")
LOCKED = {"password_needed", "wrong_password"}
# In the receipt's order, of a book with pages and of one that has sections instead.
PAGE_OUTCOMES = {
    "text": ngettext_lazy("%(count)s page read as text", "%(count)s pages read as text", "number"),
    "ocr": ngettext_lazy(
        "%(count)s page recognised from a picture",
        "%(count)s pages recognised from pictures",
        "number",
    ),
    "empty": ngettext_lazy(
        "%(count)s page with nothing on it", "%(count)s pages with nothing on them", "number"
    ),
    "scanned": ngettext_lazy(
        "%(count)s page is a picture of text", "%(count)s pages are pictures of text", "number"
    ),
    "failed": ngettext_lazy(
        "%(count)s page could not be read", "%(count)s pages could not be read", "number"
    ),
}
SECTION_OUTCOMES = {
    "text": ngettext_lazy(
        "%(count)s section read as text", "%(count)s sections read as text", "number"
    ),
    "empty": ngettext_lazy(
        "%(count)s section with nothing in it", "%(count)s sections with nothing in them", "number"
    ),
    "failed": ngettext_lazy(
        "%(count)s section could not be read", "%(count)s sections could not be read", "number"
    ),
}
STRETCH_OUTCOMES = {
    "text": ngettext_lazy(
        "%(count)s stretch of about a minute read",
        "%(count)s stretches of about a minute read",
        "number",
    ),
    "empty": ngettext_lazy(
        "%(count)s stretch in which nothing is said",
        "%(count)s stretches in which nothing is said",
        "number",
    ),
    "failed": ngettext_lazy(
        "%(count)s stretch could not be read", "%(count)s stretches could not be read", "number"
    ),
}
OUTCOMES = {"page": PAGE_OUTCOMES, "moment": STRETCH_OUTCOMES}
WHY_UNREAD = {
    "scanned": gettext_lazy("a picture of text"),
    "failed": gettext_lazy("could not be read"),
}


def cloth_of(source: Source) -> str:
    """A book keeps its colour; one that cannot be opened has none."""
    if source.state == Source.State.FAILED:
        return "grey"
    return cloth_by_id(source.pk)


def cloth_by_id(source_id: UUID) -> str:
    return CLOTHS[source_id.int % len(CLOTHS)]


# Those that are called differently in other languages; formats have names of their own.
KIND_NAMES = {
    "web": gettext_lazy("Web page"),
    "site": gettext_lazy("Website"),
    "video": gettext_lazy("Video"),
    "audio": gettext_lazy("Sound recording"),
    "captions": gettext_lazy("Transcript"),
    "text": gettext_lazy("Text file"),
}


def kind_name(kind: str) -> str:
    if kind not in KINDS:
        return gettext("File")
    return str(KIND_NAMES.get(kind) or KINDS[kind].name)


def facts_of(source: Source, nodes: dict[str, int], *, user_id=None) -> list[str]:
    """For the line under a title. nodes: how many structure nodes it has of each kind."""
    said = [kind_name(source.kind)]
    if source.is_of_catalogue:
        said.append(gettext("from the catalogue, read-only"))
        said += [source.licence] if source.licence else []
    elif source.copied_from_id:
        said.append(gettext("copied from the catalogue"))
    elif source.owner_id:
        said.append(gettext("only yours"))
    elif source.is_restricted:
        said.append(gettext("shared with some"))
    elif user_id and source.added_by_id == user_id:
        said.append(gettext("added by you"))
    kinds = StructureNode.Kind
    if source.page_count and source.unit in LEAVES:
        said.append(counted(LEAVES[source.unit], source.page_count))
    said += [clock(source.duration_s)] if source.duration_s else []
    chapters, sections = nodes.get(kinds.CHAPTER, 0), nodes.get(kinds.SECTION, 0)
    said += [counted(CHAPTERS, chapters)] if chapters else []
    said += [counted(SECTIONS, sections)] if sections and not source.has_printed_pages else []
    said += [name_of(source.language)] if source.language else []
    return said


def deletion_lines(receipt: Receipt) -> list[str]:
    """What goes with a source, in words: "its file (3 MB)", "24 pages"."""
    size = receipt.file_bytes + receipt.pictures_bytes
    said = [gettext("its file (%(size)s)") % {"size": filesizeformat(size)}]
    counts = ((PAGES, receipt.pages), (SECTIONS, receipt.sections), (PASSAGES, receipt.passages))
    said += [counted(words, count) for words, count in counts if count]
    said += [counted(GRANTS, receipt.grants)] if receipt.grants else []
    return said


def stage_rows(stages: dict) -> list[dict]:
    """Each stage as the component `stage` takes it, in order."""
    return [_stage_row(name, stage) for name, stage in in_order(stages or {})]


def _stage_row(name: str, stage: dict) -> dict:
    is_counted = name in UNITS and stage["total"]
    figures = ""
    if stage["state"] == DONE and stage["seconds"] >= 0.1:
        figures = in_seconds(stage["seconds"])
    if stage["state"] == DONE and is_counted:
        figures = " · ".join(filter(None, [counted(UNITS[name], stage["total"]), figures]))
    return {
        "name": STAGES.get(name, name.title()),
        "state": stage["state"],
        "value": stage["done"] if stage["state"] == RUNNING and is_counted else "",
        "max": stage["total"] if stage["state"] == RUNNING and is_counted else "",
        "figures": figures,
    }


def current_stage(stage: str, stages: dict | None, *, waiting: str = "") -> dict:
    """What is done now: {"label", "value", "max"}; a queue is waited in before the first."""
    if not stage or stage not in (stages or {}):
        return {"label": waiting or gettext("Waiting to be read"), "value": "", "max": ""}
    entry = stages[stage]
    total = entry["total"] if stage in UNITS else 0
    return {"label": STAGES[stage], "value": entry["done"], "max": total or ""}


def receipt_lines(source: Source, receipt: dict) -> list[str]:
    """ "243 pages read as text", "3 pages are pictures of text"; a book without pages has
    sections, a recording stretches."""
    outcomes = OUTCOMES.get(source.unit, SECTION_OUTCOMES)
    return [counted(words, receipt[key]) for key, words in outcomes.items() if receipt.get(key)]


def unread_lines(source: Source, receipt: dict) -> list[dict]:
    """Which pages were not read and why: {"pages", "why", "index"}, index from 0."""
    return [
        {
            "pages": problem["pages"],
            "why": problem["note"] or WHY_UNREAD[problem["outcome"]],
            "index": problem["sheets"][0] - 1,
        }
        for problem in receipt.get("problems", [])
    ]


LISTED_PAGES = 12  # with their confidence, the least sure first


def recognised_lines(receipt: dict) -> dict | None:
    """How sure recognition was: {"percent", "pages": [{"page", "percent", "index"}], "more"}.

    pages: the least sure ones, in the book's order; more: how many others there are.
    """
    found = receipt.get("recognised", [])
    if not found:
        return None
    least = sorted(found, key=lambda page: page["confidence"])[:LISTED_PAGES]
    return {
        "percent": round(100 * sum(page["confidence"] for page in found) / len(found)),
        "pages": [
            {
                "page": page["page"],
                "percent": round(100 * page["confidence"]),
                "index": page["sheet"] - 1,
            }
            for page in sorted(least, key=lambda page: page["sheet"])
        ],
        "more": len(found) - len(least),
    }
