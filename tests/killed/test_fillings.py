"""Another embedding model is filled in."""

import signal

import pytest

from library.embeddings.services import add_model, drop_model, fill_model
from library.models import ContentAtom, Embedding, EmbeddingModel
from library.models.atom import MINILM
from tests.killed.acting import add_sample, end_leases, until_frozen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


def vectors_of(model: str) -> dict:
    """atom -> (row's id, vector)"""
    rows = Embedding.objects.filter(model=model).values_list("atom_id", "pk", "vector")
    return {atom: (pk, list(vector)) for atom, pk, vector in rows}


def test_killed_while_a_model_is_filled_it_goes_on(school, worker, across):
    source = add_sample(school)
    assert worker("ingestion").wait(120) == 0
    atoms = set(ContentAtom.objects.filter(source=source).values_list("pk", flat=True))
    undisturbed = None
    for place in ("", "fill:before", "fill:after"):
        add_model(MINILM)
        fill_model(MINILM)
        if place:
            assert worker("ingestion", place, signal.SIGKILL).wait(120) == -signal.SIGKILL, place
            row = EmbeddingModel.objects.get(name=MINILM)
            written = vectors_of(MINILM)
            assert row.is_filling
            assert len(written) == row.done == (8 if place == "fill:after" else 0), place
            end_leases()
        else:
            written = {}
        assert worker("ingestion").wait(120) == 0
        filled = vectors_of(MINILM)
        assert filled.keys() == atoms, place
        assert written.items() <= filled.items(), place  # what was written stayed as it was
        found = {atom: vector for atom, (_pk, vector) in filled.items()}
        undisturbed = undisturbed or found
        assert found == undisturbed, place
        row = EmbeddingModel.objects.get(name=MINILM)
        assert (row.state, row.is_filling) == ("complete", False), place
        drop_model(MINILM)
        assert vectors_of(MINILM) == {}


def test_a_filler_frozen_and_woken_changes_nothing(school, worker, across):
    add_sample(school)
    assert worker("ingestion").wait(120) == 0
    add_model(MINILM)
    fill_model(MINILM)
    frozen = worker("ingestion", "fill:after", signal.SIGSTOP)
    until_frozen(frozen)
    end_leases()
    assert worker("ingestion").wait(120) == 0
    filled = vectors_of(MINILM)
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    assert vectors_of(MINILM) == filled
    assert len(filled) == ContentAtom.objects.count()
