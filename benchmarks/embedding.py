"""Passages embedded a second: `python -m benchmarks.embedding [FILE]`.

FILE holds JSON lines with a `text` each, plain or .gz; without it the passages
are made here. The raw figure is onnxruntime alone on the same windows, longest
first, with the same number of threads, in the same run.
"""

import gzip
import json
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from project.providers.embedded.minilm_embedder import MiniLMEmbedder

PASSAGES = 400
FULL_WINDOWS = 200
ROUNDS = 3
WORDS = ("light", "energy", "plant", "water", "cell", "star", "history", "reason", "law")


def main() -> None:
    texts = read(Path(sys.argv[1])) if sys.argv[1:] else made()
    embedder = MiniLMEmbedder()
    embedder.embed_query("warm up")
    windows = [window for text in texts for window in embedder.windows(text)]
    ours, raw = alternate(
        lambda: embedder.embed_passages(texts), lambda: run_raw(embedder, windows)
    )
    full = [np.full((1, 256), 2000 + i) for i in range(FULL_WINDOWS)]
    seconds = best(lambda: run_raw(embedder, full))
    tokens = sum(window.shape[1] for window in windows)
    print(f"threads                        {embedder.threads}")
    print(f"passages                       {len(texts)} ({len(windows)} windows, {tokens} tokens)")
    print(f"ours, passages a second        {len(texts) / ours:.1f}")
    print(f"ours, windows a second         {len(windows) / ours:.1f}")
    print(f"raw onnxruntime, windows       {len(windows) / raw:.1f}")
    print(f"ours / raw                     {raw / ours:.3f}")
    print(f"raw, windows of 256 tokens     {FULL_WINDOWS / seconds:.1f}")
    query = best(lambda: embedder.embed_query("Why do the seasons change on Earth?"))
    print(f"one query, ms                  {query * 1000:.2f}")


def read(path: Path) -> list[str]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line)["text"] for line in data.splitlines()[:PASSAGES]]


def made() -> list[str]:
    chance = random.Random(1)
    return [" ".join(chance.choices(WORDS, k=chance.randint(50, 400))) for _ in range(PASSAGES)]


def run_raw(embedder: MiniLMEmbedder, windows: list[np.ndarray]) -> None:
    ordered = sorted(windows, key=lambda window: -window.shape[1])
    with ThreadPoolExecutor(embedder.threads) as pool:
        list(pool.map(embedder.run, ordered))


def alternate(first: Callable, second: Callable) -> tuple[float, float]:
    """Best seconds of each, taking turns, so that a busy machine burdens both."""
    pairs = [(once(first), once(second)) for _ in range(ROUNDS)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def best(work: Callable) -> float:
    return min(once(work) for _ in range(ROUNDS))


def once(work: Callable) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
