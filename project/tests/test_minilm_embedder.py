from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from project.errors import ProviderError
from project.providers.embedded import minilm_embedder
from project.providers.embedded.minilm_embedder import MiniLMEmbedder

EMBEDDER = MiniLMEmbedder()
LONG = "Plants turn light, water and carbon dioxide into sugar and oxygen. " * 30
REFERENCE = [0.1302, -0.0158, -0.0367, 0.0580, -0.0598, 0.0331]


def test_it_works():
    vectors = EMBEDDER.embed_passages(["The sun is a star.", LONG])
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_meaning_counts_more_than_words():
    passages = EMBEDDER.embed_passages(
        [
            "Feline animals sleep for most of the day.",
            "The bank raised its rate of interest.",
            "How long is the river? How long is the road?",
        ]
    )
    scores = passages @ EMBEDDER.embed_query("How long do cats rest?")
    assert scores.argmax() == 0


def test_vectors_are_those_of_the_32_bit_model():
    # First numbers of the 32-bit graph's vector, which the build script compares whole.
    vector = EMBEDDER.embed_query("The cat sat on the mat.")
    assert vector[:6] == pytest.approx(REFERENCE, abs=0.012)


def test_a_vector_does_not_depend_on_its_neighbours():
    texts = ["One.", LONG, "Two apples and three pears lay on the table."]
    together = EMBEDDER.embed_passages(texts)
    assert all(
        np.array_equal(together[i], EMBEDDER.embed_passages([text])[0])
        for i, text in enumerate(texts)
    )


def test_order_is_kept_whatever_the_lengths():
    texts = ["short", LONG, "a little longer than short", "x"]
    backwards = EMBEDDER.embed_passages(texts[::-1])
    assert np.array_equal(EMBEDDER.embed_passages(texts), backwards[::-1])


def test_a_long_text_is_the_mean_of_even_windows():
    windows = EMBEDDER.windows(LONG)
    lengths = [window.shape[1] for window in windows]
    assert len(windows) == 2
    assert max(lengths) <= EMBEDDER.window_tokens
    assert max(lengths) - min(lengths) < 10
    mean = np.mean([EMBEDDER.run(window) for window in windows], axis=0)
    assert np.allclose(EMBEDDER.embed_query(LONG), mean / np.linalg.norm(mean), atol=1e-6)


def test_windows_hold_every_token_once_and_cut_no_word():
    text = "uncharacteristically counterrevolutionary photolithography " * 60
    pieces = [int(i) for window in EMBEDDER.windows(text) for i in window[0, 1:-1]]
    words = EMBEDDER._tokenizer.encode(text, add_special_tokens=False)
    assert pieces == words.ids
    firsts = {int(window[0, 1]) for window in EMBEDDER.windows(text)}
    assert not any(EMBEDDER._tokenizer.id_to_token(i).startswith("##") for i in firsts)


def test_one_endless_word_still_ends():
    windows = EMBEDDER.windows("漢" * 3000)
    assert sum(window.shape[1] - 2 for window in windows) == 3000
    assert all(window.shape[1] <= 256 for window in windows)


def test_no_texts_and_empty_texts():
    assert EMBEDDER.embed_passages([]).shape == (0, 384)
    assert np.linalg.norm(EMBEDDER.embed_passages([""])[0]) == pytest.approx(1, abs=1e-5)


def test_many_threads_may_ask_a_new_embedder_at_once():
    embedder = MiniLMEmbedder(threads=1)
    with ThreadPoolExecutor(8) as pool:
        vectors = list(pool.map(embedder.embed_query, ["the same text"] * 8))
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


def test_a_missing_file_is_said_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(minilm_embedder, "FOLDER", tmp_path)
    with pytest.raises(ProviderError, match="Restore it from the repository") as caught:
        MiniLMEmbedder().embed_query("text")
    assert not caught.value.retryable
