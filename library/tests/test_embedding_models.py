"""Another model is added, filled while the old one serves, used, and the old one dropped."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from library import uploads
from library.embeddings import filling, indexes
from library.embeddings.current import name_in_use, names_written
from library.ingestion.tests import pdfs
from library.models import ContentAtom, Embedding, EmbeddingModel, GoldenQuestion, Source
from library.retrieval import queries
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests import embedding_models
from library.tests.embedding_models import SMALL, SmallEmbedder
from library.tests.factories import add_book, add_title, index
from organizations import jobs
from organizations.models import Job
from organizations.scoping import catalogue_scope, scope, unscoped
from organizations.slices import Slice
from project.errors import ProviderError
from project.providers.registry import embedder

OLD = "hashing-384"
QUESTION = "How long do granules of hot gas live?"


@pytest.fixture(autouse=True)
def models(monkeypatch):
    embedding_models.offer(monkeypatch)


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


@pytest.fixture
def book(school) -> Source:
    return index(add_book(school.organization, school.bob))


@pytest.fixture
def run(capsys):
    def command(*words: str):
        capsys.readouterr()
        call_command("embeddings", *words, "--json")
        return json.loads(capsys.readouterr().out)

    return command


def refused(run, *words: str) -> str:
    with pytest.raises(CommandError) as error:
        run(*words)
    return str(error.value)


def read(school, path) -> Source:
    source = uploads.add_file(path=path, user=school.bob, organization=school.organization).source
    while jobs.work("ingestion"):
        pass
    source.refresh_from_db()
    assert source.state == Source.State.READY
    return source


def vectors(model: str, source: Source) -> int:
    return Embedding.objects.filter(model=model, source=source).count()


def found(school, book) -> list:
    with scope(school.organization.pk):
        return search(QUESTION, scope=Scope((book.pk,)))


def test_it_works(school, book, run):
    first = found(school, book)
    assert run("add", SMALL)["index"] == "ready"
    filled = run("fill", SMALL)
    assert (filled["state"], filled["missing"], filled["done"]) == ("complete", 0, filled["total"])
    assert name_in_use() == OLD
    assert found(school, book) == first  # the old one serves until the switch
    assert run("use", SMALL)["in_use"]
    assert name_in_use() == SMALL
    again = found(school, book)
    assert [atom.atom_id for atom in again] == [atom.atom_id for atom in first]
    assert again[0].similarity != first[0].similarity
    assert run("drop", OLD) == {"name": OLD, "dropped": vectors(SMALL, book)}
    assert vectors(OLD, book) == 0
    assert [model["name"] for model in run("list")] == [SMALL]


def test_until_one_is_switched_to_the_settings_say_it(both_databases, run, settings):
    assert [(m["name"], m["in_use"]) for m in run("list")] == [(OLD, True)]
    settings.EMBEDDER = SMALL
    assert name_in_use() == SMALL
    assert not EmbeddingModel.objects.exists()


def test_migrating_settles_the_initial_one_with_its_index(both_databases, settings):
    settings.EMBEDDER = SMALL
    call_command("migrate_databases", verbosity=0)
    assert indexes.state_of(SMALL) == "ready"
    settings.EMBEDDER = OLD
    call_command("migrate_databases", verbosity=0)
    assert name_in_use() == SMALL


def test_its_index_is_partial_over_its_dimensions_and_used(school, book, run):
    run("add", SMALL)
    run("fill", SMALL)
    with connections["content"].cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef(to_regclass(%s))", [indexes.index_name(SMALL)])
        definition = cursor.fetchone()[0]
        cursor.execute("ANALYZE library_embedding")
    assert "halfvec(96)" in definition
    assert f"'{SMALL}'" in definition
    vector = embedder(SMALL).embed_query(QUESTION)
    held = queries.holdings(Scope((book.pk,)))
    with queries.by_index(), connections["content"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

        def plan_for(model: str) -> str:
            statement, values = queries.nearest_statement(
                held, vector, model=model, limit=5, exact=False
            )
            cursor.execute(f"EXPLAIN {statement}", values)
            return "\n".join(line for (line,) in cursor.fetchall())

        assert indexes.index_name(SMALL) in plan_for(SMALL)
        assert indexes.index_name(SMALL) not in plan_for("another")


def test_an_index_that_was_cut_off_is_made_again(both_databases, run):
    run("add", SMALL)
    name = indexes.index_name(SMALL)
    with connections["content"].cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)", [name]
        )
    assert indexes.state_of(SMALL) == "invalid"
    assert run("add", SMALL)["index"] == "ready"


def test_the_catalogue_and_every_organization_are_filled(school, charlie, book, run):
    with catalogue_scope():
        title = index(add_title("astronomy-2e").source)
    theirs = charlie.memberships.get(organization__type="school").organization
    with scope(theirs.pk):
        other = index(add_book(theirs, charlie))
    run("add", SMALL)
    run("fill", SMALL)
    assert [vectors(SMALL, source) for source in (book, title, other)] == [1, 1, 1]
    assert len(SmallEmbedder.asked) == 1  # the same words, once


def test_filled_again_nothing_is_computed(school, book, run):
    run("add", SMALL)
    run("fill", SMALL)
    before = list(Embedding.objects.filter(model=SMALL).values_list("pk", flat=True))
    run("fill", SMALL)
    assert list(Embedding.objects.filter(model=SMALL).values_list("pk", flat=True)) == before
    assert len(SmallEmbedder.asked) == 1


def test_a_passage_with_another_text_is_filled_anew(school, book, run):
    run("add", SMALL)
    run("fill", SMALL)
    ContentAtom.objects.filter(source=book).update(text="Sunspots are dark.", content_hash="other")
    assert run("list")[1]["missing"] == 1
    run("fill", SMALL)
    assert SmallEmbedder.asked[1:] == ["Sunspots are dark."]
    assert vectors(SMALL, book) == 1


def test_in_slices_and_by_batches_all_are_filled(school, tmp_path, run, monkeypatch):
    source = read(school, pdfs.book(tmp_path / "b.pdf"))
    run("add", SMALL)
    monkeypatch.setattr(filling, "BATCH_ATOMS", 2)
    monkeypatch.setattr(Slice, "is_over", lambda self: True)
    run("fill", SMALL)
    assert vectors(SMALL, source) == vectors(OLD, source) > 2


@pytest.mark.slow
def test_what_is_read_meanwhile_gets_vectors_of_both(school, tmp_path, run):
    run("add", SMALL)
    assert names_written() == [OLD]
    assert run("fill", SMALL, "--background")["filling"]
    assert names_written() == [OLD, SMALL]
    source = read(school, pdfs.book(tmp_path / "b.pdf"))
    assert vectors(OLD, source) == vectors(SMALL, source) > 0
    assert EmbeddingModel.objects.get(name=SMALL).state == "complete"
    later = read(school, pdfs.book(tmp_path / "later.pdf", 3))
    assert vectors(SMALL, later) == vectors(OLD, later) > 0
    run("use", SMALL)
    last = read(school, pdfs.book(tmp_path / "last.pdf", 2))
    assert vectors(SMALL, last) > 0
    assert vectors(OLD, last) == 0


def test_a_model_beside_that_fails_does_not_stop_reading(school, tmp_path, run, monkeypatch):
    run("add", SMALL)
    run("fill", SMALL)

    def fail(self, texts):
        raise ProviderError("It does not answer.", retryable=True)

    with monkeypatch.context() as broken:
        broken.setattr(SmallEmbedder, "embed_passages", fail)
        source = read(school, pdfs.book(tmp_path / "b.pdf"))
    assert vectors(OLD, source) > 0
    assert "not complete" in refused(run, "use", SMALL)
    run("fill", SMALL)
    run("use", SMALL)


def test_a_provider_that_fails_for_good_is_said(school, book, run, monkeypatch):
    run("add", SMALL)

    def fail(self, texts):
        raise ProviderError("The key is wrong.", retryable=False)

    monkeypatch.setattr(SmallEmbedder, "embed_passages", fail)
    assert refused(run, "fill", SMALL) == "The key is wrong."
    assert run("list")[1]["problem"] == "The key is wrong."
    assert name_in_use() == OLD


def test_used_only_when_it_is_complete_unless_forced(school, book, run):
    assert "no model" in refused(run, "use", SMALL)
    run("add", SMALL)
    assert "1 of 1 passages" in refused(run, "use", SMALL)
    run("fill", SMALL, "--background")
    assert "being filled" in refused(run, "use", SMALL)
    assert name_in_use() == OLD
    assert run("use", SMALL, "--force")["in_use"]
    while jobs.work("ingestion"):  # what was missing is made afterwards
        pass
    assert vectors(SMALL, book) == 1
    assert EmbeddingModel.objects.get(name=SMALL).state == "in_use"


@pytest.mark.slow
def test_back_to_the_one_before(school, book, run, tmp_path):
    run("add", SMALL)
    run("fill", SMALL)
    run("use", SMALL)
    read(school, pdfs.book(tmp_path / "b.pdf"))
    assert "not complete" in refused(run, "use", OLD)
    run("fill", OLD)
    assert run("use", OLD)["in_use"]
    assert name_in_use() == OLD


def test_what_is_in_use_is_not_dropped(school, book, run):
    run("add", SMALL)
    assert "is in use" in refused(run, "drop", OLD)
    assert vectors(OLD, book) == 1


def test_dropped_while_it_is_filled(school, book, run):
    run("add", SMALL)
    run("fill", SMALL, "--background")
    run("drop", SMALL)
    assert not jobs.work("ingestion")
    assert indexes.state_of(SMALL) == "missing"
    assert not Embedding.objects.filter(model=SMALL).exists()


def test_a_filling_without_a_job_gets_one(school, book, run):
    run("add", SMALL)
    run("fill", SMALL, "--background")
    Job.objects.filter(kind=filling.KIND).delete()
    assert filling.requeue_lost() == 1
    assert filling.requeue_lost() == 0
    while jobs.work("ingestion"):
        pass
    assert EmbeddingModel.objects.get(name=SMALL).state == "complete"


def test_a_source_that_is_being_deleted_gets_none(school, book, run):
    run("add", SMALL)
    Source.objects.filter(pk=book.pk).update(state=Source.State.DELETING)
    filled = run("fill", SMALL)
    assert (filled["missing"], filled["vectors"]) == (0, 0)
    assert run("use", SMALL)["in_use"]


def test_a_source_deleted_between_reading_and_writing_gets_none(school, book, run, monkeypatch):
    run("add", SMALL)
    embed = SmallEmbedder.embed_passages

    def slowly(self, texts):
        Source._base_manager.filter(pk=book.pk).update(state=Source.State.DELETING)
        return embed(self, texts)

    monkeypatch.setattr(SmallEmbedder, "embed_passages", slowly)
    assert run("fill", SMALL)["vectors"] == 0


def test_an_unknown_name_is_answered_with_the_known_ones(both_databases, run):
    assert "hashing-384" in refused(run, "add", "bert")
    assert not EmbeddingModel.objects.filter(name="bert").exists()


def test_more_dimensions_than_an_index_can_have(both_databases, run, monkeypatch):
    monkeypatch.setattr(SmallEmbedder, "dimensions", 5000)
    assert "5000" in refused(run, "add", SMALL)


def test_a_model_that_changed_its_dimensions_is_not_mixed(school, book, run, monkeypatch):
    run("add", SMALL)
    monkeypatch.setattr(SmallEmbedder, "dimensions", 64)
    assert "64 dimensions now" in refused(run, "fill", SMALL)


# Golden questions


def golden(book: Source, question: str = QUESTION, pages: tuple = (0,)) -> GoldenQuestion:
    return GoldenQuestion.objects.create(
        source=book,
        organization_id=book.organization_id,
        question=question,
        pages=list(pages),
    )


@pytest.fixture
def confusable(school, monkeypatch) -> Source:
    """Passages that words do not tell apart: vectors alone do."""
    monkeypatch.setattr("library.retrieval.search.Words.best", lambda self, limit: [])
    monkeypatch.setattr("library.retrieval.search.Words.weighed", lambda self, atom: 0.0)
    monkeypatch.setattr("library.retrieval.search.Words.closeness", lambda self, atom: (0.0, 0.0))
    source = add_book(school.organization, school.bob)
    first = ContentAtom.objects.get(source=source)
    for position, text in enumerate(("Plants are green.", "A treaty ended the war."), start=1):
        ContentAtom.objects.create(
            id=first.pk.__class__(int=position), source=source, position=position, text=text,
            organization_id=source.organization_id, language="en", token_count=4, page_start=1,
            page_end=1, spans=[{"page": 1, "start": 0, "end": len(text), "boxes": []}],
            content_hash="x",
        )  # fmt: skip
    return index(source)


def test_a_model_that_lowers_the_golden_questions_is_refused(school, confusable, run, capsys):
    golden(confusable)
    run("add", "bad-2")
    run("fill", "bad-2")
    with pytest.raises(CommandError, match=r"would lower the golden questions from 1\.000"):
        call_command("embeddings", "use", "bad-2")
    assert f"“{QUESTION}” (Astronomy): place 1 → place" in capsys.readouterr().err
    assert name_in_use() == OLD
    with pytest.raises(CommandError):
        run("use", "bad-2")
    said = json.loads(capsys.readouterr().out)
    assert said["error"] == "golden_questions_fell"
    assert said["fallen"][0]["before"] == 1
    assert said["fallen"][0]["after"] != 1
    forced = run("use", "bad-2", "--force")
    assert forced["golden"]["before"]["mrr"] == 1.0
    assert name_in_use() == "bad-2"
    assert GoldenQuestion.objects.get().standard == said["fallen"][0]["after"]


def test_one_that_answers_them_as_well_is_used(school, confusable, run):
    golden(confusable)
    run("add", SMALL)
    run("fill", SMALL)
    assert run("use", SMALL)["golden"]["after"] == run_of(1)
    assert GoldenQuestion.objects.get().standard == 1


def run_of(rank: int) -> dict:
    hits = {f"hit@{k}": float(rank <= k) for k in (1, 3, 5, 10)}
    return {"questions": 1, **hits, "mrr": 1 / rank}


def test_settings_that_lower_them_are_told_before_they_go_live(school, confusable, capsys):
    question = golden(confusable)
    call_command("golden", "--json")
    assert json.loads(capsys.readouterr().out)["passes"]
    GoldenQuestion.objects.update(standard=1)
    question.refresh_from_db()
    question.pages = [1]  # as if the search had come to prefer others
    question.save()
    with pytest.raises(CommandError, match="fell"):
        call_command("golden")
    assert "place 1 →" in capsys.readouterr().out
    call_command("golden", "--force")
    call_command("golden")


def test_proposed_ones_are_not_asked(school, confusable, capsys):
    golden(confusable)
    GoldenQuestion.objects.update(state=GoldenQuestion.State.PROPOSED)
    call_command("golden", "--json")
    assert json.loads(capsys.readouterr().out)["questions"] == 0
