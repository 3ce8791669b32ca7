"""Rows of a source as reading it leaves them, without the seconds that reading takes."""

import hashlib
from uuid import UUID, uuid4

from accounts.models import User
from library.embeddings.current import name_in_use
from library.embeddings.vectors import write_vectors
from library.ingestion import keys
from library.ingestion.parsers.base import PageOutcome, SectionKind
from library.ingestion.pipeline import STAGES
from library.ingestion.queries import count_terms, set_terms
from library.models import (
    CatalogueTitle,
    ContentAtom,
    Ingestion,
    Page,
    Section,
    Source,
    StructureNode,
)
from library.retrieval.lexical import document_weights, terms
from library.retrieval.search import RetrievedAtom
from organizations.models import Organization
from organizations.scoping import catalogue_scope
from organizations.staged import DONE, fresh_stages
from project.providers.registry import embedder

GRANULES = "Granules are the tops of columns of hot gas. Each lives some eight minutes."
PHOTOSPHERE = "The photosphere is the part of the Sun that we see."
RECEIPT = {"pages": 2, "text": 2, "ocr": 0, "empty": 0, "scanned": 0, "failed": 0}


def add_title(slug: str, **fields) -> CatalogueTitle:
    """A book of the global catalogue, READY, with the rows of `add_book`."""
    with catalogue_scope():
        source = add_book(None, None, **{"title": slug.title(), "kind": "openstax"} | fields)
        return CatalogueTitle.objects.create(source=source, slug=slug, subject="Science")


def add_source(organization: Organization | None, by: User | None, **fields) -> Source:
    """A row as its upload leaves it, in state READY unless said otherwise; no pages.

    Without an organization it is of the catalogue.
    """
    pk = fields.pop("pk", None) or uuid4()
    keeper = organization.pk if organization else "catalogue"
    values = {
        "title": "Astronomy",
        "state": Source.State.READY,
        "kind": "pdf",
        "language": "en",
        "filename": "astronomy.pdf",
        "sha256": pk.hex * 2,
        "file_key": f"o/{keeper}/sources/{pk}/original.pdf",
        "licence": "CC BY 4.0",
        "attribution": "Access for free at openstax.org.",
    }
    source = Source.objects.create(
        pk=pk,
        organization_id=organization.pk if organization else None,
        added_by_id=by.pk if by else None,
        **(values | fields),
    )
    add_ingestion(source)
    return source


def add_ingestion(source: Source, *, receipt: dict | None = None, **fields) -> Ingestion:
    stages = fresh_stages(tuple(STAGES))
    if source.state in Source.FINAL:
        for stage in stages.values():
            stage |= {"state": DONE, "seconds": 1.5}
    problems = {"problems": [], "warnings": []}
    return Ingestion.objects.create(
        source=source,
        organization_id=source.organization_id,
        stages=stages,
        receipt=RECEIPT | problems | (receipt or {}),
        **fields,
    )


def add_book(organization: Organization | None, by: User | None, **fields) -> Source:
    """Two pages, 527 and 528, a chapter with one section, and a passage on the first page."""
    source = add_source(organization, by, page_count=2, **fields)
    nodes = add_nodes(source)
    first = add_page(source, 0, "527", [PHOTOSPHERE, GRANULES], node=nodes[-1])
    add_page(source, 1, "528", ["The chromosphere lies above it."], node=nodes[-1])
    add_atom(source, first, PHOTOSPHERE + "\n\n" + GRANULES, node=nodes[-1])
    return source


def add_nodes(source: Source) -> list[StructureNode]:
    kinds = StructureNode.Kind
    rows = [
        (kinds.BOOK, "", source.title, 0, None),
        (kinds.CHAPTER, "15", "The Sun: A Garden-Variety Star", 1, 0),
        (kinds.SECTION, "15.1", "The Structure of the Sun", 2, 1),
    ]
    nodes: list[StructureNode] = []
    for position, (kind, number, title, depth, parent) in enumerate(rows):
        nodes.append(
            StructureNode.objects.create(
                id=keys.node_id(source.pk, position),
                source=source,
                organization_id=source.organization_id,
                parent=None if parent is None else nodes[parent],
                position=position,
                depth=depth,
                kind=kind,
                number=number,
                title=title,
                start_page=0,
                end_page=1,
            )
        )
    return nodes


def add_page(
    source: Source,
    index: int,
    label: str,
    texts: list[str],
    *,
    node: StructureNode | None = None,
    kind: SectionKind = SectionKind.TEXT,
) -> Page:
    """A page of paragraphs, each on one line of its own, one below the other."""
    has_picture = source.has_printed_pages
    page = Page.objects.create(
        id=keys.page_id(source.pk, index),
        source=source,
        organization_id=source.organization_id,
        index=index,
        label=label,
        width=612 if has_picture else 0,
        height=792 if has_picture else 0,
        outcome=PageOutcome.TEXT,
        text="\n\n".join(texts),
    )
    start = 0
    for position, text in enumerate(texts, start=1):
        box = [72, 100.0 * position, 540, 100.0 * position + 14] if has_picture else None
        Section.objects.create(
            id=keys.section_id(source.pk, index, position),
            source=source,
            organization_id=source.organization_id,
            page=page,
            node=node,
            page_index=index,
            position=position,
            kind=kind,
            text=text,
            start=start,
            box=box,
            lines=[[0, len(text), *(box or ())]],
        )
        start += len(text) + 2
    return page


def add_atom(source: Source, page: Page, text: str, *, node: StructureNode | None) -> ContentAtom:
    """A passage that is the whole text of its page, as search finds it by its words."""
    atom = ContentAtom.objects.create(
        id=keys.atom_id(source.pk, 0),
        source=source,
        organization_id=source.organization_id,
        node=node,
        position=0,
        text=text,
        language=source.language,
        token_count=len(text.split()),
        page_start=page.index,
        page_end=page.index,
        spans=[{"page": page.index, "start": 0, "end": len(text), "boxes": []}],
        content_hash=UUID(int=0).hex * 2,
    )
    words = terms(text, atom.language)
    set_terms(source, [(atom.pk, sorted(set(words)), document_weights(words))])
    count_terms(source)
    return atom


def index(source: Source) -> Source:
    """Its passages are found by words and by vectors of the model in use."""
    atoms = list(ContentAtom.objects.filter(source=source))
    for atom in atoms:
        atom.content_hash = hashlib.sha256(atom.text.encode()).hexdigest()
    ContentAtom.objects.bulk_update(atoms, ["content_hash"])
    words = [(atom.pk, terms(atom.text, atom.language)) for atom in atoms]
    set_terms(source, [(pk, sorted(set(each)), document_weights(each)) for pk, each in words])
    count_terms(source)
    model = name_in_use()
    vectors = embedder(model).embed_passages([atom.text for atom in atoms])
    hashes = [atom.content_hash for atom in atoms]
    write_vectors(model, atoms, dict(zip(hashes, vectors, strict=True)))
    return source


def retrieved(source: Source) -> RetrievedAtom:
    """The first passage of `add_book`, as a search gives it."""
    atom = ContentAtom.objects.get(source=source, position=0)
    return RetrievedAtom(
        atom_id=atom.pk,
        source_id=source.pk,
        title=source.title,
        heading="15.1 The Structure of the Sun",
        page=0,
        page_label="527",
        reference="p. 527",
        score=1.0,
        text=atom.text,
        similarity=0.6,
        spans=atom.spans,
        language=atom.language,
    )
