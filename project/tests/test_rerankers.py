"""Over HTTP in three forms, and a cross-encoder from a file."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from project.errors import ProviderError
from project.providers import registries, registry
from project.providers.endpoints import RerankForm
from project.providers.failures import Failure
from tests.model_server import reranks, status, whole

TEXTS = ["short", "a much longer text", "of middle length"]
LENGTHS = [5.0, 18.0, 16.0]


@pytest.fixture
def reranker(endpoint, calls, pauses, server):
    server.reply_with(reranks)

    def named(**parts):
        endpoint(**parts)
        return registry.reranker("fast")

    return named


@pytest.mark.parametrize("form", list(RerankForm))
def test_it_works(reranker, server, calls, form):
    found = reranker(form=form, price_call="2")
    scores = found.score("which?", TEXTS)
    assert scores.tolist() == LENGTHS
    assert scores.dtype == np.float32
    assert found.name == "fast"
    assert server.asked[0].path == "/v1/rerank"
    assert (calls[0].kind, calls[0].cost_microusd) == ("rerank", 2000)
    assert calls[0].tokens_in > 0


def test_nothing_to_rank_is_not_sent(reranker, server):
    assert reranker().score("which?", []).shape == (0,)
    assert server.asked == []


def test_a_query_leaves_without_the_names_of_people(reranker, server, monkeypatch):
    monkeypatch.setattr(registries, "people_finders", [lambda words: ["Dana Short"]])
    reranker().score("Dana: short?", TEXTS)
    assert server.asked[0].body["query"] == "person_1: short?"


def test_what_passes_is_tried_again(reranker, server):
    server.reply_with(status(500), reranks)
    assert reranker(tries=2).score("which?", TEXTS).tolist() == LENGTHS


@pytest.mark.parametrize(
    "body",
    [
        {"results": [{"index": 0, "relevance_score": 1}]},
        {"results": [{"index": n, "relevance_score": "x"} for n in range(3)]},
        {"results": [{"index": n} for n in range(3)]},
        {"results": None},
        [],
        "<html>",
    ],
)
def test_what_is_no_score_is_refused(reranker, server, body):
    server.reply_with(whole(body))
    with pytest.raises(ProviderError) as caught:
        reranker(tries=1).score("which?", TEXTS)
    assert caught.value.failure == Failure.INVALID


def test_an_unknown_name_is_said():
    with pytest.raises(ProviderError, match="“slow”"):
        registry.reranker("slow")


# --- a file ---


@pytest.fixture
def cross_encoder(tmp_path):
    """A graph that counts the passage's tokens, padding aside: (n,) or logits of two classes."""

    def build(*, classes: int = 1, inputs=("input_ids", "attention_mask", "token_type_ids")):
        given = [helper.make_tensor_value_info(n, TensorProto.INT64, ["n", "t"]) for n in inputs]
        nodes = [
            helper.make_node("Mul", [inputs[-1], inputs[-1]], ["passage"]),
            helper.make_node("Cast", ["passage"], ["numbers"], to=TensorProto.FLOAT),
            helper.make_node("ReduceSum", ["numbers", "axes"], ["count"], keepdims=1),
        ]
        if classes == 2:
            nodes.append(helper.make_node("Neg", ["count"], ["no"]))
            nodes.append(helper.make_node("Concat", ["no", "count"], ["logits"], axis=1))
        else:
            nodes.append(helper.make_node("Identity", ["count"], ["logits"]))
        graph = helper.make_graph(
            nodes,
            "counts",
            given,
            [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", classes])],
            [helper.make_tensor("axes", TensorProto.INT64, [1], [1])],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 9
        path = tmp_path / "counter.onnx"
        onnx.save(model, path)
        _tokenizer().save(str(tmp_path / "tokenizer.json"))
        return registry.reranker(str(path))

    registry._onnx_reranker.cache_clear()
    yield build
    registry._onnx_reranker.cache_clear()


def _tokenizer() -> Tokenizer:
    words = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "a", "b"]
    vocabulary = {word: n for n, word in enumerate(words)}
    found = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    found.pre_tokenizer = pre_tokenizers.Whitespace()
    found.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 1), ("[SEP]", 2)],
    )
    return found


@pytest.mark.parametrize(("classes", "scores"), [(1, [3, 2, 5]), (2, [6, 4, 10])])
def test_a_cross_encoder_reads_query_and_passage_together(cross_encoder, classes, scores):
    found = cross_encoder(classes=classes)
    assert found.score("a b a b", ["a b", "a", "a b b b"]).tolist() == scores
    assert found.name == "counter"


def test_a_passage_that_is_too_long_is_cut(cross_encoder):
    (score,) = cross_encoder().score("a", ["b " * 2000])
    assert 400 < score <= 512


def test_inputs_that_the_graph_does_not_have_are_not_given(cross_encoder):
    found = cross_encoder(inputs=("input_ids", "attention_mask"))
    assert found.score("a", ["a b"]).tolist() == [6]  # all tokens of the pair


def test_nothing_to_rank(cross_encoder):
    assert cross_encoder().score("a", []).shape == (0,)


@pytest.mark.parametrize("name", ["counter.onnx", "tokenizer.json"])
def test_a_file_that_is_missing_is_said(cross_encoder, tmp_path, name):
    found = cross_encoder()
    (tmp_path / name).unlink()
    with pytest.raises(ProviderError, match=name):
        found.score("a", ["b"])


@pytest.mark.parametrize("name", ["counter.onnx", "tokenizer.json"])
def test_a_file_that_is_damaged_is_said(cross_encoder, tmp_path, name):
    found = cross_encoder()
    (tmp_path / name).write_text("nothing of the kind")
    with pytest.raises(ProviderError, match="counter"):
        found.score("a", ["b"])
