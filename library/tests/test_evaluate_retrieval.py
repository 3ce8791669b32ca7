"""The command that measures retrieval on files of questions."""

import gzip
import json
import os
import signal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from library.management import scratch
from library.models import ContentAtom, Embedding, Source, TermFrequency
from organizations.scoping import unscoped

PASSAGES = [
    {"passage_id": "sun", "title": "Sun", "text": "The photosphere is the surface of the Sun."},
    {"passage_id": "moon", "title": "Moon", "text": "The Moon has no air and dark plains."},
    {"passage_id": "leaf", "title": "Leaf", "text": "Leaves make sugar from light and water."},
]
QUESTIONS = [
    {"id": "1", "question": "What is the surface of the Sun called?", "passage_id": "sun"},
    {"question": "Has the Moon air?", "relevant": ["moon"]},
    {"question": "How is sugar made?", "passage_ids": ["leaf", "sun"]},
]
pytestmark = pytest.mark.usefixtures("both_databases")


def written(path, rows, *, packed=False) -> str:
    text = "\n".join(json.dumps(row) for row in rows).encode()
    path.write_bytes(gzip.compress(text) if packed else text)
    return str(path)


@pytest.fixture
def files(tmp_path):
    return {
        "passages": written(tmp_path / "passages.jsonl.gz", PASSAGES, packed=True),
        "questions": written(tmp_path / "questions.jsonl", QUESTIONS),
    }


def evaluate(*flags: str, **options: str) -> str:
    out = StringIO()
    given = [f"--{name}={value}" for name, value in options.items()]
    call_command("evaluate_retrieval", *flags, *given, stdout=out)
    return out.getvalue()


def rows_left() -> int:
    with unscoped("whether anything is left"):
        models = (Source, ContentAtom, Embedding, TermFrequency)
        return sum(model.objects.count() for model in models)


def test_it_works(files):
    found = json.loads(evaluate("--json", **files))
    assert list(found) == ["lexical", "vector", "rrf", "default"]
    wanted = {
        "hit@1",
        "hit@3",
        "hit@5",
        "hit@10",
        "recall@10",
        "mrr",
        "ndcg@10",
        "p50_ms",
        "p95_ms",
    }
    assert all(wanted < set(values) for values in found.values())
    assert found["default"]["hit@1"] == found["lexical"]["hit@1"] == 1.0
    assert found["default"]["recall@10"] == 1.0
    assert 0 < found["default"]["precision@3 without reranker"] <= found["default"]["precision@3"]
    assert rows_left() == 0


def test_for_people_it_is_a_table(files):
    lines = evaluate(**files).splitlines()
    assert lines[0] == "3 questions, 3 passages"
    assert [line.split()[0] for line in lines[2:6]] == ["lexical", "vector", "rrf", "default"]


@pytest.mark.parametrize("moment", ["while passages are written", "while questions are asked"])
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_of_one_that_is_stopped(files, monkeypatch, request, sent, moment):
    def stopped(*args, **options):
        os.kill(os.getpid(), sent)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # some shells have it ignored
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    if moment == "while passages are written":
        monkeypatch.setattr(scratch, "set_terms", stopped)
    else:
        from library.management.commands import evaluate_retrieval as command

        monkeypatch.setitem(command.WAYS, "rrf", stopped)
    with pytest.raises(KeyboardInterrupt):
        evaluate(**files)
    assert rows_left() == 0


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        ("passages", b"", "passages.bad holds no passages."),
        ("passages", b"{", "passages.bad, line 1 is not JSON."),
        ("passages", b"[1]", "passages.bad, line 1 is not a JSON object."),
        ("passages", b"\xff\xfe", "passages.bad is not text in UTF-8."),
        ("passages", gzip.compress(b"{}", mtime=0)[:-6], "passages.bad is a damaged gzip file."),
        ("passages", b'{"passage_id": "a"}', "passages.bad, line 1: “text” is missing or empty."),
        (
            "passages",
            b'{"passage_id": "a", "text": "x"}\n{"passage_id": "a", "text": "y"}',
            "passages.bad, line 2: the passage “a” is there twice.",
        ),
        ("questions", b"\n", "questions.bad holds no questions."),
        (
            "questions",
            b'{"question": "x"}',
            "questions.bad, line 1: the question does not say its passage_id.",
        ),
        (
            "questions",
            b'{"question": "x", "relevant": []}',
            "questions.bad, line 1: “relevant” names no passage.",
        ),
        (
            "questions",
            b'{"question": "x", "passage_id": "mars"}',
            "questions.bad, line 1: there is no passage “mars” among those given.",
        ),
    ],
)
def test_a_bad_file_gets_a_sentence(files, tmp_path, file, content, sentence):
    path = tmp_path / f"{file}.bad"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        evaluate(**files | {file: str(path)})
    assert str(refused.value) == sentence
    assert rows_left() == 0


def test_a_file_or_language_that_is_not_there_gets_a_sentence(files, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        evaluate(**files | {"passages": str(tmp_path / "none")})
    with pytest.raises(CommandError, match="“xx” is no language that is known here"):
        evaluate(language="xx", **files)
