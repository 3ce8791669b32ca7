import subprocess
import sys

import numpy as np

from project.providers.embedded.hashing_embedder import HashingEmbedder

EMBEDDER = HashingEmbedder()


def test_it_works():
    vectors = EMBEDDER.embed_passages(["one text", "another", ""])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_close_texts_are_close():
    passages = EMBEDDER.embed_passages(
        ["Plants make sugar by photosynthesis.", "The king signed the treaty in spring."]
    )
    scores = passages @ EMBEDDER.embed_query("photosynthetic plants")
    assert scores[0] > scores[1] + 0.2


def test_case_and_punctuation_do_not_matter():
    same = EMBEDDER.embed_query("The Sun, a star!") @ EMBEDDER.embed_query("the sun a star")
    assert same > 0.999


def test_another_process_gives_the_same_vector():
    program = (
        "from project.providers.embedded.hashing_embedder import HashingEmbedder as E;"
        "print(E().embed_query('a star').tobytes().hex())"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert other.stdout.decode().strip() == EMBEDDER.embed_query("a star").tobytes().hex()
