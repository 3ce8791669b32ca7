import numpy as np
import pytest

from project.errors import ProviderError
from project.providers import registries, registry
from project.providers.failures import Failure
from tests.model_server import embeds, hangs, patience, status, whole


@pytest.fixture
def embedder(endpoint, calls, pauses, server):
    server.reply_with(embeds())

    def named(**parts):
        endpoint(**{"dimensions": 4, "price_in": "0.1", **parts})
        return registry.embedder("fast")

    return named


def test_it_works(embedder, server, calls):
    found = embedder()
    vectors = found.embed_passages(["one", "two"])
    assert (found.name, found.dimensions) == ("fast", 4)
    assert (vectors.shape, vectors.dtype) == ((2, 4), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1])
    assert not np.allclose(vectors[0], vectors[1])
    assert server.asked[0].path == "/v1/embeddings"
    assert server.asked[0].body["model"] == "fast-model"
    (call,) = calls
    assert (call.kind, call.tokens_in, call.tokens_out, call.cost_microusd) == (
        "embedding", 10, 0, 1,
    )  # fmt: skip


def test_the_order_is_the_texts_whatever_the_server_s_is(embedder, server):
    texts = ["one", "two", "six"]
    straight = embedder().embed_passages(texts)
    server.reply_with(embeds(shuffled=True))
    assert np.allclose(embedder().embed_passages(texts), straight)


def test_many_texts_go_in_batches(embedder, server):
    vectors = embedder(batch=2).embed_passages([f"{n}ab" for n in range(5)])
    assert [len(asked.body["input"]) for asked in server.asked] == [2, 2, 1]
    assert np.allclose(vectors[4], embedder().embed_passages(["4ab"])[0])


def test_no_texts_are_not_sent(embedder, server):
    assert embedder().embed_passages([]).shape == (0, 4)
    assert server.asked == []


def test_a_long_text_is_the_mean_of_its_windows(embedder, server):
    found = embedder(window_tokens=16)
    text = "The photosphere is the visible surface of the Sun and granules rise in it. " * 3
    (vector,) = found.embed_passages([text])
    windows = server.asked[0].body["input"]
    assert len(windows) > 1
    assert "".join(windows) == text
    mean = found.embed_passages(windows).mean(axis=0)
    assert vector == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_a_query_leaves_without_the_names_of_people(embedder, server, monkeypatch):
    monkeypatch.setattr(registries, "people_finders", [lambda words: ["Dana Quokka"]])
    assert embedder().embed_query("what did Dana Quokka read?").shape == (4,)
    assert server.asked[0].body["input"] == ["what did person_1 read?"]


def test_what_passes_is_tried_again(embedder, server, calls):
    server.reply_with(status(503), embeds())
    assert embedder(tries=2).embed_passages(["one"]).shape == (1, 4)
    assert [call.outcome for call in calls] == ["failed", "done"]


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (embeds(dimensions=3), Failure.INVALID),
        (whole({"data": []}), Failure.INVALID),
        (whole({"data": [{"index": 0, "embedding": ["x"]}]}), Failure.INVALID),
        (whole({"data": [{"index": 0, "embedding": [0, 0, 0, 0]}]}), Failure.INVALID),
        (whole({"data": [{"index": 1, "embedding": [1, 0, 0, 0]}]}), Failure.INVALID),
        (whole('{"data": [{"index": 0, "embedding": [NaN, 0, 0, 0]}]}'), Failure.INVALID),
        (whole([]), Failure.INVALID),
        (whole("no JSON"), Failure.INVALID),
        (hangs, Failure.SLOW),
        (status(401), Failure.KEY),
    ],
)
def test_what_is_no_vector_is_refused(embedder, server, reply, failure):
    server.reply_with(reply)
    with pytest.raises(ProviderError) as caught:
        embedder(tries=1, **patience(reply)).embed_passages(["one"])
    assert caught.value.failure == failure
