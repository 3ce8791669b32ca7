"""The command that fits an answer's confidence, on a handful of passages."""

import json

import pytest
from django.core.management import CommandError, call_command

from lessons import confidence
from lessons.confidence import Chance, Signals, read_calibration
from lessons.fitting import calibration_error, fit, reliability
from library.models import Source
from organizations.scoping import unscoped

FACTS = {
    "Sun": "Granules are columns of hot gas in the photosphere of the Sun.",
    "Moon": "The Moon is about one fourth the diameter of Earth and has no air.",
    "Cells": "Plant cells have walls of cellulose and make sugar from light.",
    "War": "The treaty of Lisbon ended the war and drew new borders in Europe.",
}
QUESTIONS = {
    "Sun": ("What are granules of the photosphere of the Sun?", "columns of hot gas"),
    "Moon": ("What diameter has the Moon, as a fourth of Earth?", "one fourth"),
    "Cells": ("What do plant cells make from light?", "sugar"),
    "War": ("Which treaty ended the war in Europe?", "treaty of Lisbon"),
}


@pytest.fixture
def files(tmp_path):
    passages = [{"passage_id": t, "title": t, "text": text} for t, text in FACTS.items()]
    questions = [
        {"question": q, "passage_id": title, "answers": [answer]}
        for title, (q, answer) in QUESTIONS.items()
    ]
    paths = tmp_path / "passages.jsonl", tmp_path / "questions.jsonl"
    for path, rows in zip(paths, (passages, questions), strict=True):
        path.write_text("\n".join(map(json.dumps, rows)))
    return {"passages": paths[0], "questions": paths[1]}


def test_it_works(both_databases, files, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(confidence, "FILE", tmp_path / "confidence.json")
    call_command("calibrate_confidence", **files, write=True, json=True)
    report = json.loads(capsys.readouterr().out)
    assert report["reported_on"]["questions"] == 4
    assert sum(level["covers"] for level in report["reported_on"]["levels"].values()) <= 1
    kept = read_calibration(confidence.FILE.read_text())
    assert (kept.embedder, kept.languages) == ("hashing-384", ("en",))
    with unscoped("the test looks at all"):
        assert not Source.objects.exists()


def test_a_file_that_is_none_is_said(both_databases, files, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"question": "Why?"}')
    with pytest.raises(CommandError, match="line 1"):
        call_command("calibrate_confidence", **files | {"questions": bad})


def test_what_was_fitted_keeps_its_word():
    near = [Signals(similarity=i / 100, passage_coverage=0) for i in range(100)]
    labels = [each.similarity > 0.5 for each in near]
    chance = fit(near, labels, ("similarity",))
    assert chance.of(near[90]) > 0.9 > 0.1 > chance.of(near[10])
    bins = reliability([0.1, 0.2, 0.9], [False, False, True], (0, 0.5, 1))
    assert [(each.count, each.was) for each in bins] == [(2, 0.0), (1, 1.0)]
    assert calibration_error(bins) == pytest.approx(0.4 / 3, abs=0.001)


def test_what_stands_in_the_repository_can_be_read():
    held = confidence.calibration()
    assert held.languages == ("en",)
    sure = Signals(0.8, 1.0, statement_coverage=1.0, cited_coverage=1.0, cites_best=1.0)
    assert held.right.of(sure) > confidence.HIGH_FROM
    assert held.answerable.of(Signals(0.1, 0.1)) < held.refuse_below
    assert isinstance(held.right, Chance)
