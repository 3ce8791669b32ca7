"""Correcting sections and the tree: what is shown, what is made again, and what stays."""

from uuid import uuid4

import pytest
from django.db import transaction

from lessons.annotations.targets import sha256_of
from lessons.models import Annotation
from lessons.tests.factories import add_lesson
from library.catalogue import subscribe
from library.correcting import keeping
from library.ingestion import keys, recutting
from library.ingestion.segmenting import SectionDraft
from library.ingestion.stages.chunk import cut_atoms
from library.models import (
    ContentAtom,
    Correction,
    Embedding,
    Page,
    Remaking,
    Section,
    Source,
    StructureNode,
)
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests.factories import add_page, add_source, add_title, index
from organizations import jobs
from project.databases import CONTENT

PAGES = [
    ["The Sun", "The photosphere is what we see.", "Granules live eight minutes."],
    ["Planets", "Mercury is the planet nearest to the Sun.", "Venus is hot."],
    ["Stars", "A star shines by its own light."],
]


@pytest.fixture
def book(in_school):
    """Three chapters of a page each, with a passage each, found by words and by vectors."""
    source = add_source(in_school.organization, in_school.bob, page_count=3)
    titles = [(source.title, 0, 2), ("The Sun", 0, 0), ("Planets", 1, 1), ("Stars", 2, 2)]
    nodes = []
    for position, (title, first, last) in enumerate(titles):
        nodes.append(
            StructureNode.objects.create(
                id=keys.node_id(source.pk, position),
                source=source,
                organization_id=source.organization_id,
                parent=nodes[0] if nodes else None,
                position=position,
                depth=min(position, 1),
                kind="chapter" if position else "book",
                title=title,
                start_page=first,
                end_page=last,
            )
        )
    for number, texts in enumerate(PAGES):
        add_page(source, number, str(number + 1), texts, node=nodes[number + 1])
    Section.objects.filter(source=source, position=1).update(kind="heading", level=1)
    recutting.write(source, list(cut_atoms(source, 512)))
    return index(source)


@pytest.fixture
def page(in_school, sign_in, book):
    return Desk(in_school, sign_in(in_school.bob), book)


class Desk:
    """A teacher at the pages that correct."""

    def __init__(self, school, client, source):
        self.school, self.client, self.source = school, client, source

    def url(self, path: str) -> str:
        return self.school.url(f"library/{self.source.pk}/{path}")

    @property
    def seen(self) -> int:
        row = Remaking.objects.filter(source=self.source).first()
        return row.wanted if row else 0

    def correct(self, place: tuple[int, int], do: str, *, htmx=False, **sent):
        pk = sent.pop("pk", None) or self.section(*place).pk
        headers = {"HX-Request": "true"} if htmx else {}
        data = {"do": do, "seen": self.seen} | sent
        return self.client.post(self.url(f"pages/{place[0]}/correct/{pk}/"), data, headers=headers)

    def tree(self, node: int, do: str, **sent):
        pk = StructureNode.objects.get(source=self.source, position=node).pk
        return self.client.post(self.url(f"tree/{pk}/"), {"do": do, "seen": self.seen} | sent)

    def undo(self):
        return self.client.post(self.url("corrections/undo/"), {"seen": self.seen})

    def section(self, index: int, position: int) -> Section:
        return Section.objects.get(source=self.source, page_index=index, position=position)

    def sections(self, index: int) -> list[tuple[str, str]]:
        rows = Section.objects.filter(source=self.source, page_index=index).order_by("position")
        text = Page.objects.get(source=self.source, index=index).text
        assert text == "\n\n".join(row.text for row in rows)
        assert all(text[row.start : row.stop] == row.text for row in rows)
        return [(row.side, row.text) for row in rows]

    def titles(self) -> list[tuple[int, str, int, int]]:
        nodes = StructureNode.objects.filter(source=self.source).order_by("position")
        return [(n.depth, n.title, n.start_page, n.end_page) for n in nodes][1:]

    def passages(self) -> dict[str, tuple]:
        """text -> (id, place, vectors' row ids): what may not change where nothing is made."""
        atoms = ContentAtom.objects.filter(source=self.source).exclude(terms=None)
        vectors = dict(Embedding.objects.filter(source=self.source).values_list("atom_id", "pk"))
        return {a.text: (a.pk, str(a.spans), a.node_id, vectors.get(a.pk)) for a in atoms}


def work():
    for _ in range(20):
        if not jobs.work("ingestion"):
            return
    raise AssertionError("the work does not end")


def test_it_works(page):
    body = page.client.get(page.url("pages/0/correct/")).content.decode()
    assert "Granules live eight minutes." in body
    assert body.count("data-pick=") == 3
    assert page.correct((0, 2), "merge_next").status_code == 302
    assert page.sections(0) == [
        ("left", "The Sun"),
        ("right", "The photosphere is what we see. Granules live eight minutes."),
    ]


def test_only_the_passage_of_the_touched_section_is_made_again(page, book):
    before, version = page.passages(), book.version
    scope = Scope((book.pk,))
    search("granules", scope=scope)
    page.correct((1, 2), "down")
    work()
    after = page.passages()
    planets = next(text for text in after if text.startswith("Planets"))
    assert "Venus is hot.\n\nMercury" in planets
    assert {t: row for t, row in after.items() if t in before} == {
        t: row for t, row in before.items() if not t.startswith("Planets")
    }
    old = next(row for text, row in before.items() if text.startswith("Planets"))
    assert after[planets][0] == old[0]
    vector = Embedding.objects.get(source=book, atom_id=old[0])
    assert vector.content_hash == ContentAtom.objects.get(pk=old[0]).content_hash
    book.refresh_from_db()
    assert book.version > version
    assert search("Venus is hot Mercury", scope=scope)[0].text == planets
    assert Remaking.objects.get(source=book).is_over


def test_what_the_model_has_seen_is_not_embedded_again(page, monkeypatch):
    """Undone, a passage says again what another one says: its vector is copied."""
    twin = ContentAtom.objects.create(
        id=uuid4(),
        source=page.source,
        organization_id=page.source.organization_id,
        position=99,
        text="\n\n".join(PAGES[1]),
        token_count=9,
        page_start=0,
        page_end=0,
        content_hash=ContentAtom.objects.get(source=page.source, position=1).content_hash,
    )
    vector = Embedding.objects.get(atom__position=1, source=page.source)
    other = add_source(page.school.organization, page.school.bob)
    ContentAtom.objects.filter(pk=twin.pk).update(source=other)
    Embedding.objects.create(
        source=other, organization_id=other.organization_id, atom=twin, model=vector.model,
        content_hash=vector.content_hash, vector=vector.vector,
    )  # fmt: skip
    page.correct((1, 2), "down")
    work()
    page.undo()
    monkeypatch.setattr("library.correcting.remaking.embedder", None)
    work()
    assert set(page.passages()) == {"\n\n".join(texts) for texts in PAGES}
    assert Embedding.objects.get(pk=vector.pk).content_hash == vector.content_hash


@pytest.mark.parametrize(
    ("do", "sent", "texts"),
    [
        ("split", {"at": "11"}, None),
        ("kind", {"kind": "figure"}, None),
        ("up", {}, ["Mercury is the planet nearest to the Sun.", "Planets", "Venus is hot."]),
        ("join", {}, None),
    ],
)
def test_each_correction_and_its_undoing(page, do, sent, texts):
    section = page.section(1, 3 if do == "join" else 2)
    if do == "split":  # two printed lines
        Section.objects.filter(pk=section.pk).update(
            lines=[[0, 10, 72, 200, 540, 214], [11, 41, 72, 215, 540, 229]]
        )
    before = list(Section.objects.filter(source=page.source).order_by("pk").values())
    assert page.correct((1, section.position), do, **sent).status_code == 302
    now = Section.objects.get(pk=section.pk)
    if do == "split":
        halves = ["Mercury is", "the planet nearest to the Sun."]
        assert [text for _, text in page.sections(1)][1:3] == halves
    elif do == "kind":
        assert now.kind == "figure"
    elif do == "join":
        assert now.continues
    else:
        assert [text for _, text in page.sections(1)] == texts
    page.undo()
    assert list(Section.objects.filter(source=page.source).order_by("pk").values()) == before
    assert not Correction.objects.filter(source=page.source).exists()
    assert page.undo().status_code == 409


def test_a_heading_that_moves_takes_the_begin_of_its_chapter_along(page):
    """What stands before it then belongs to the chapter before."""
    page.correct((1, 1), "down")
    assert page.section(1, 1).node.title == "The Sun"
    assert page.section(1, 2).node.title == "Planets"
    assert page.titles()[:2] == [(1, "The Sun", 0, 1), (1, "Planets", 1, 1)]
    page.undo()
    assert page.titles()[0] == (1, "The Sun", 0, 0)


def test_the_tree(page):
    page.tree(2, "indent")
    assert page.titles() == [(1, "The Sun", 0, 1), (2, "Planets", 1, 1), (1, "Stars", 2, 2)]
    page.tree(2, "rename", number="1.2", title=" The  Planets ")
    page.tree(3, "up")
    assert [title for _, title, *_ in page.titles()] == ["Stars", "The Sun", "The Planets"]
    page.tree(3, "delete")
    assert page.section(1, 2).node.title == "The Sun"
    page.client.post(
        page.url(f"tree/add/{page.section(1, 2).pk}/"), {"title": "Mercury", "seen": page.seen}
    )
    assert page.titles()[-1][1] == "Mercury"
    assert [page.section(1, n).node.title for n in (1, 2, 3)] == ["The Sun", "Mercury", "Mercury"]
    page.tree(3, "merge")
    work()
    nodes = set(
        ContentAtom.objects.filter(source=page.source).values_list("node__title", flat=True)
    )
    assert nodes == {"The Sun", "Stars"}
    for _ in range(6):
        assert page.undo().status_code == 302
    assert page.titles() == [(1, "The Sun", 0, 0), (1, "Planets", 1, 1), (1, "Stars", 2, 2)]
    assert [page.section(1, n).node.title for n in (1, 2, 3)] == ["Planets"] * 3
    work()
    assert set(page.passages()) == {"\n\n".join(texts) for texts in PAGES}


@pytest.mark.parametrize(
    ("place", "do", "sent"),
    [
        ((0, 3), "merge_next", {}),
        ((0, 1), "merge_previous", {}),
        ((0, 1), "up", {}),
        ((0, 2), "split", {"at": "3"}),
        ((0, 2), "split", {"at": "x" * 30}),
        ((0, 2), "kind", {"kind": "poem"}),
        ((0, 2), "kind", {"kind": "heading", "level": "9"}),
        ((0, 2), "join", {}),
        ((0, 2), "explode", {}),
        ((0, 2), "up", {"seen": "nonsense"}),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(page, place, do, sent):
    response = page.correct(place, do, htmx=True, **sent)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert [text for _, text in page.sections(0)] == PAGES[0]
    assert not Correction.objects.filter(source=page.source).exists()


def test_a_stale_page_a_forged_id_and_strangers(page, charlie):
    page.correct((0, 2), "merge_next")
    assert page.correct((0, 1), "down", seen="0").status_code == 409
    assert page.correct((0, 1), "down", pk=uuid4()).status_code == 404
    assert page.correct((0, 1), "down", pk=page.section(1, 1).pk).status_code == 404
    assert (
        page.client.post(page.url(f"tree/{uuid4()}/"), {"seen": 1, "do": "up"}).status_code == 404
    )
    assert page.tree(0, "delete").status_code == 422
    client, url = page.client, page.url("pages/0/correct/")
    client.force_login(page.school.dana)
    assert client.get(url).status_code == 403
    assert page.undo().status_code == 403
    client.force_login(charlie)
    assert client.get(url).status_code == 404
    assert page.undo().status_code == 404
    assert len(page.sections(0)) == 2


def test_a_title_of_the_catalogue_is_cloned_first(page, in_school):
    title = add_title("physics")
    subscribe(in_school.organization, "physics", in_school.bob)
    response = page.client.get(in_school.url(f"library/{title.source_id}/pages/0/correct/"))
    assert response.status_code == 403
    assert "Make your own copy" in response.content.decode()


def test_marks_follow_and_lessons_say_that_they_are_outdated(page):
    source, bob = page.source, page.school.bob
    lesson = add_lesson(source, bob)
    segment = lesson.segments.order_by("position").first()
    segment.sentences = [{"text": "x", "section_id": str(page.section(1, 2).pk), "page_index": 1}]
    segment.save()
    text = Page.objects.get(source=source, index=1).text
    exact = "Venus is hot."
    start = text.index(exact)
    common = {
        "organization": page.school.organization, "source_id": source.pk, "author": bob,
        "page_index": 1, "page_sha256": sha256_of(text),
    }  # fmt: skip
    note = Annotation.objects.create(
        kind="highlight", start=start, stop=start + len(exact), exact=exact, **common
    )
    bookmark = Annotation.objects.create(kind="bookmark", **common)
    page.correct((1, 3), "up")
    note.refresh_from_db()
    bookmark.refresh_from_db()
    now = Page.objects.get(source=source, index=1).text
    assert now[note.start : note.stop] == exact
    assert bookmark.state == Annotation.State.PLACED
    shown = page.client.get(page.school.url(f"lessons/{lesson.pk}/")).content.decode()
    assert "The book was corrected since" in shown
    page.undo()
    shown = page.client.get(page.school.url(f"lessons/{lesson.pk}/")).content.decode()
    assert "The book was corrected since" not in shown


def test_a_page_that_says_the_same_keeps_its_corrections_when_read_again(page):
    page.correct((0, 2), "merge_next")
    page.correct((2, 1), "down")
    kept = keeping.Kept(page.source)
    rows = {row.index: row for row in Page.objects.filter(source=page.source)}
    same = [SectionDraft(n, "text", text) for n, text in enumerate(PAGES[0], start=1)]
    other = [SectionDraft(1, "text", "Something else.")]
    drafts = {rows[0].pk: same, rows[1].pk: other, rows[2].pk: other}
    stay = kept.staying(rows.values(), drafts)
    assert stay == {rows[0].pk}
    with transaction.atomic(using=CONTENT):
        lost = kept.note(None, rows.values(), stay, drafts)
    assert lost == {"pages": ["3"], "is_other": True}
    assert Correction.objects.get(source=page.source).page_index == 0
    assert "3." in keeping.warnings(page.source, lost)[0]


def test_nothing_is_corrected_while_it_is_read(page):
    Source.objects.filter(pk=page.source.pk).update(state=Source.State.PROCESSING)
    assert page.correct((0, 2), "merge_next").status_code == 409
    assert len(page.sections(0)) == 3
