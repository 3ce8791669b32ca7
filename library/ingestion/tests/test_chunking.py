"""Sections to atoms: sizes, borders, offsets."""

import hashlib
import re
import tracemalloc
from itertools import pairwise

import pytest

from library.ingestion.chunking import PlacedPage, chunk, page_text
from library.ingestion.parsers.base import SectionKind
from library.ingestion.segmenting import LineSpan, SectionDraft

WORD = re.compile(r"\w+|[^\w\s]")


def offsets(text):
    """A word or a sign is a token."""
    return [match.start() for match in WORD.finditer(text)]


def text_section(position, text, kind=SectionKind.TEXT, **more):
    return SectionDraft(position, kind, text, (50, 50, 500, 60), **more)


def sentences(count, mark):
    return " ".join(f"The sentence {mark}{i} has just nine words in it." for i in range(count))


def page(index, *sections, node=1, chapter=1):
    return PlacedPage(index, list(sections), [node] * len(sections), [chapter] * len(sections))


def atoms_of(pages, size=100, overlap=25):
    return list(chunk(pages, size_tokens=size, overlap_tokens=overlap, token_offsets=offsets))


def book(pages=6):
    return [
        page(i, *(text_section(p + 1, sentences(7, f"{i}x{p}x")) for p in range(3)), node=i)
        for i in range(pages)
    ]


def test_it_works():
    pages = book()
    atoms = atoms_of(pages)
    assert [atom.position for atom in atoms] == list(range(len(atoms)))
    assert all(atom.token_count == len(offsets(atom.text)) <= 100 for atom in atoms)
    assert sum(atom.token_count for atom in atoms) / len(atoms) > 60
    everything = " ".join(atom.text for atom in atoms)
    for placed in pages:
        for sentence in re.findall(r"The sentence \S+ has", page_text(placed.sections)):
            assert sentence in everything
    assert atoms[0].content_hash == hashlib.sha256(atoms[0].text.encode()).hexdigest()


def test_spans_are_places_in_the_page_text():
    pages = book()
    texts = {placed.index: page_text(placed.sections) for placed in pages}
    for atom in atoms_of(pages):
        assert [span.page for span in atom.spans] == list(range(atom.page_start, atom.page_end + 1))
        cut = "\n\n".join(texts[span.page][span.start : span.end] for span in atom.spans)
        assert cut == atom.text


def test_neighbours_overlap_in_whole_sentences():
    atoms = atoms_of(book())
    for before, after in pairwise(atoms):
        first = after.text.split(".")[0]
        assert first in before.text
        repeated = after.text
        while repeated and not before.text.endswith(repeated):
            repeated = repeated[:-1].rstrip()
        assert len(offsets(repeated)) <= 25


def test_none_crosses_a_chapter():
    pages = [
        page(0, text_section(1, sentences(4, "a")), node=1, chapter=1),
        page(1, text_section(1, sentences(4, "b")), node=2, chapter=2),
    ]
    first, second = atoms_of(pages)
    assert (first.page_end, second.page_start) == (0, 1)
    assert "sentence a" not in second.text
    assert (first.node, second.node) == (1, 2)


def test_a_heading_goes_with_what_follows():
    heading = text_section(2, "On Justice", SectionKind.HEADING, level=1)
    for count in range(4, 14):
        pages = [
            page(0, text_section(1, sentences(count, "a")), heading,
                 text_section(3, sentences(12, "b")))
        ]  # fmt: skip
        atoms = atoms_of(pages)
        assert not any(atom.text.endswith("On Justice") for atom in atoms)
        assert any("On Justice\n\nThe sentence b0" in atom.text for atom in atoms)


def test_a_section_end_is_preferred_to_a_sentence_end():
    pages = [page(0, text_section(1, sentences(8, "a")), text_section(2, sentences(8, "b")))]
    first, second = atoms_of(pages, overlap=0)
    assert first.text == sentences(8, "a")
    assert second.text == sentences(8, "b")


def test_a_sentence_longer_than_an_atom_is_divided_between_words():
    text = " ".join(f"word{i}" for i in range(350))
    atoms = atoms_of([page(0, text_section(1, text))], overlap=0)
    assert all(atom.token_count <= 100 for atom in atoms)
    assert " ".join(atom.text for atom in atoms) == text


def test_a_text_without_blanks_is_divided_too():
    atoms = list(
        chunk([page(0, text_section(1, "x" * 1000))], size_tokens=100, overlap_tokens=0,
              token_offsets=lambda text: list(range(0, len(text), 2)))
    )  # fmt: skip
    assert "".join(atom.text for atom in atoms) == "x" * 1000


def test_a_word_divided_by_the_end_of_a_page_is_mended():
    pages = [
        page(0, text_section(1, "It is a matter of phi-", continues=True)),
        page(1, text_section(1, "losophy alone.")),
    ]
    [atom] = atoms_of(pages)
    assert atom.text == "It is a matter of philosophy alone."
    assert [(span.page, span.start, span.end) for span in atom.spans] == [(0, 0, 22), (1, 0, 14)]


def test_code_keeps_its_indent():
    code = "def f(x):\n    if x:\n        return 1\n    return 2"
    [atom] = atoms_of([page(0, text_section(1, code, SectionKind.CODE))])
    assert atom.text == code


def test_boxes_are_those_of_the_lines_and_joined():
    lines = [LineSpan(0, 10, (50, 50, 290, 60)), LineSpan(11, 20, (50, 62, 290, 72)),
             LineSpan(21, 30, (310, 50, 540, 60))]  # fmt: skip
    section = SectionDraft(1, SectionKind.TEXT, "a" * 10 + " " + "b" * 9 + " " + "c" * 9,
                           (50, 50, 540, 72), lines)  # fmt: skip
    [atom] = atoms_of([page(0, section)])
    assert atom.spans[0].boxes == [(50, 50, 290, 72), (310, 50, 540, 60)]


def test_sources_without_pages_have_no_boxes():
    [atom] = atoms_of([page(0, SectionDraft(1, SectionKind.TEXT, "A module."))])
    assert atom.spans[0].boxes == []


def test_memory_does_not_grow_with_the_book():
    def endless(count):
        for index in range(count):
            yield page(index, *(text_section(p + 1, sentences(20, f"{index}x")) for p in range(4)))

    def peak(count):
        tracemalloc.start()
        for _ in chunk(endless(count), token_offsets=offsets):
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    peak(5)  # fills caches
    assert peak(120) < 1.5 * peak(30)


@pytest.mark.parametrize(("size", "overlap"), [(100, 100), (100, -1)])
def test_an_overlap_must_fit(size, overlap):
    with pytest.raises(ValueError):
        atoms_of([], size, overlap)
