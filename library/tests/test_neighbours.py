"""Passages with what stands around them, from the database, in one query."""

from dataclasses import replace

import pytest

from library.models import ContentAtom
from library.retrieval.neighbours import with_neighbours
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests.test_retrieval import add_book
from project.text.quoting import find_quote

SENTENCES = [f"The {name} star number {name} shines over there." for name in "abcdefgh"]
TEXTS = {f"p{i}": f"{SENTENCES[i]} {SENTENCES[i + 1]}" for i in range(7)}


@pytest.fixture
def found(in_school):
    """Each sentence is a page; a passage is two of them, and repeats one of the next."""
    book = add_book(in_school.organization.pk, TEXTS)
    for atom in ContentAtom.objects.filter(source=book):
        atom.spans = [
            {"page": page, "start": 0, "end": len(SENTENCES[page]), "boxes": []}
            for page in (atom.position, atom.position + 1)
        ]
        atom.save(update_fields=["spans"])
    atoms = search("star", scope=Scope((book.pk,)), limit=10)
    return sorted(atoms, key=lambda atom: atom.position)


def test_it_works(found, django_assert_num_queries):
    with django_assert_num_queries(1, using="content"):
        joined = with_neighbours([found[3]])
    assert [atom.atom_id for atom in joined] == [found[3].atom_id]
    assert joined[0].text == " ".join(SENTENCES[2:6])
    assert joined[0].score == found[3].score


def test_a_quote_of_a_neighbour_is_on_its_own_page(found):
    joined = with_neighbours([found[3]])[0]
    for page, sentence in ((2, SENTENCES[2]), (5, SENTENCES[5])):
        place = find_quote(sentence, joined.text)
        assert joined.page_at(place[0]) == page


def test_passages_that_touch_are_one_and_nothing_is_said_twice(found):
    joined = with_neighbours([found[6], found[1], found[2]])
    assert [atom.atom_id for atom in joined] == [found[6].atom_id, found[1].atom_id]
    assert sum(atom.text.count(SENTENCES[2]) for atom in joined) == 1


def test_a_passage_deleted_meanwhile_is_given_as_it_was(found):
    ContentAtom.objects.all().delete()
    assert with_neighbours(found[:1]) == found[:1]
    assert with_neighbours([]) == []


def test_without_room_nothing_is_added(found):
    assert [atom.text for atom in with_neighbours(found[:1], tokens=1)] == [found[0].text]
    other = replace(found[0], position=99)
    assert with_neighbours([other], tokens=1) == [other]
