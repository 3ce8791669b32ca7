from uuid import UUID

from django.db.models.functions import Mod
from django.utils.translation import gettext_lazy

from library.correcting.keeping import keeps_tree
from library.ingestion import sandbox
from library.ingestion.contents import read_contents
from library.ingestion.drafts import pages_of_sections
from library.ingestion.parsers.base import OutlineEntry, SectionKind
from library.ingestion.parts import keep_ids, note_gone
from library.ingestion.queries import set_nodes
from library.ingestion.structuring import Heading, NodeDraft, build_tree, place_sections
from library.ingestion.wordboxes import whole_lines
from library.ingestion.work import Work
from library.models import Page, Source, StructureNode
from project.errors import UnreadableSource
from project.text.language import main_language

SAMPLED_PAGES = 40  # by which the language of a book is found
NO_OUTLINE = gettext_lazy(
    "The file's own table of contents could not be read; chapters were found by their headings. "
    "Save the file again from the program that made it if they are wrong."
)


def run(work: Work) -> None:
    """The book's tree, and to which of its nodes each section belongs."""
    source = work.source
    if keeps_tree(source, work.row.receipt.get("corrections")):
        _keep(work)
        return
    outline = _outline(work)
    nodes = build_tree(
        outline,
        list(_headings(work)),
        source.page_count,
        source.title,
        contents=() if outline else read_contents(_lines(work), _indexes(work)),
    )
    before = list(StructureNode.objects.filter(source=source).order_by("position"))
    ids = keep_ids(source, before, nodes, [node.parent or 0 for node in nodes])
    note_gone(work.row.receipt, before, ids)
    places = [
        (section.pk, ids[position])
        for index, placed in pages_of_sections(source)
        for (section, _), position in zip(
            placed, place_sections(nodes, index, [draft for _, draft in placed]), strict=True
        )
    ]
    source.language = _language(source)
    with work.writing("structure", done=len(nodes), total=len(nodes)):
        work.save_source("language")
        StructureNode.objects.filter(source=source).delete()
        StructureNode.objects.bulk_create(_row(work, node, nodes, ids) for node in nodes)
        set_nodes(source, places)


def _keep(work: Work) -> None:
    """The corrected tree stands; a section without a part belongs to that of the one before it."""
    source = work.source
    source.language = _language(source)
    lost = []
    at = StructureNode.objects.get(source=source, position=0).pk
    for _, placed in pages_of_sections(source):
        for section, _ in placed:
            if section.node_id is None:
                lost.append((section.pk, at))
            at = section.node_id or at
    count = StructureNode.objects.filter(source=source).count()
    with work.writing("structure", done=count, total=count):
        work.save_source("language")
        set_nodes(source, lost)


def _language(source: Source) -> str:
    """What most of some pages are in; the file says it of itself where they do not tell. Who gave
    it captions has said it."""
    if source.captions_language:
        return source.captions_language
    step = max(1, source.page_count // SAMPLED_PAGES)
    pages = Page.objects.filter(source=source).exclude(text="").alias(place=Mod("index", step))
    texts = pages.filter(place=0).order_by("index").values_list("text", flat=True)
    return main_language(texts, otherwise=source.language)


def _outline(work: Work) -> list[OutlineEntry]:
    """A book whose outline breaks its reader is still a book: its headings give the tree."""
    try:
        return sandbox.read_outline(*work.words)
    except UnreadableSource as error:
        if error.code != "damaged":
            raise
        work.row.receipt["warnings"] = [*work.row.receipt["warnings"], str(NO_OUTLINE)]
        return []


def _headings(work: Work):
    for index, placed in pages_of_sections(work.source):
        for _, draft in placed:
            if draft.kind == SectionKind.HEADING:
                top = draft.box[1] if draft.box else 0.0
                yield Heading(draft.text, index, top, draft.level)


def _lines(work: Work):
    """(page index, [(text, left edge) of each line]) of the first pages."""
    for index, placed in pages_of_sections(work.source):
        yield (
            index,
            [
                (draft.text[line.start : line.end].strip(), line.box[0])
                for _, draft in placed
                for line in whole_lines(draft.lines)
                if line.box
            ],
        )


def _indexes(work: Work) -> dict[str, int]:
    pages = Page.objects.filter(source=work.source).order_by("-index")
    return dict(pages.values_list("label", "index"))  # of two equal labels the first page


def _row(work: Work, node: NodeDraft, nodes: list[NodeDraft], ids: list[UUID]) -> StructureNode:
    return StructureNode(
        id=ids[node.position],
        source=work.source,
        organization_id=work.source.organization_id,
        parent_id=None if node.parent is None else ids[node.parent],
        position=node.position,
        depth=_depth(node, nodes),
        kind=node.kind,
        number=node.number[:20],
        title=node.title[:500],
        start_page=node.start_page,
        end_page=node.end_page,
    )


def _depth(node: NodeDraft, nodes: list[NodeDraft]) -> int:
    depth = 0
    while node.parent is not None:
        node, depth = nodes[node.parent], depth + 1
    return depth
