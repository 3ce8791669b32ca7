"""all-MiniLM-L6-v2 in 8 bits, run by onnxruntime on this machine's processors."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from django.utils.translation import gettext as _
from tokenizers import Tokenizer

from project.errors import ProviderError

FOLDER = Path(__file__).parent / "minilm"
LATEST_QUERIES = 64  # a question is searched for, and then its sentences are looked for
CLS, SEP = 101, 102
CONTINUED = "##"  # marks a piece that goes on with the word before it
# onnxruntime runs its fused operator (skip connection and layer norm) element by
# element: 5.9 of 30 ms a window, where the two apart take 0.7.
SLOW_FUSIONS = ["SkipLayerNormFusion"]


class MiniLMEmbedder:
    """An Embedder. One session a process, opened at the first text; safe in threads.

    Each window is run alone, by one of `threads` threads. The 8-bit model scales
    its numbers by the largest of a batch, so in a batch a text's vector would
    depend on its neighbours; alone, the same text always gets the same vector, no
    window is padded, and it is faster as well (65 windows of 256 tokens a second on
    2 cores, against 62 in batches of 16 with both cores on each).
    """

    name = "all-minilm-l6-v2-int8"
    dimensions = 384
    window_tokens = 256
    languages: frozenset[str] | None = frozenset({"en"})

    def __init__(self, *, threads: int | None = None):
        self.threads = threads or _processors()
        self._opening = threading.Lock()
        self._latest_queries = lru_cache(LATEST_QUERIES)(self._embed_query)

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """(n, 384) float32, unit length; a long text is the mean of its windows."""
        windows, owners = [], []
        for owner, text in enumerate(texts):
            for window in self.windows(text):
                windows.append(window)
                owners.append(owner)
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        np.add.at(sums, owners, self._run_all(windows))
        return sums / np.linalg.norm(sums, axis=1, keepdims=True)

    def embed_query(self, text: str) -> np.ndarray:
        """(384,) float32, unit length; read-only, as who asks and who answers share it."""
        return self._latest_queries(text)

    def _embed_query(self, text: str) -> np.ndarray:
        vector = self.embed_passages([text])[0]
        vector.flags.writeable = False
        return vector

    def windows(self, text: str) -> list[np.ndarray]:
        """The token ids that the model is given for a text: each (1, 2 to 256) int64.

        A text over 254 tokens is cut into as few windows as can be, of about the
        same length, so that their plain mean is fair to each part; no word is cut
        unless it fills a window alone.
        """
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        bounds = _bounds(encoding.tokens, self.window_tokens - 2)
        return [np.array([[CLS, *encoding.ids[start:end], SEP]], np.int64) for start, end in bounds]

    def run(self, window: np.ndarray) -> np.ndarray:
        """(1, tokens) int64 -> (384,) float32, unit length."""
        return self._session.run(None, {"input_ids": window})[0][0]

    def _run_all(self, windows: list[np.ndarray]) -> np.ndarray:
        if len(windows) < 2 or self.threads == 1:
            each = [self.run(window) for window in windows]
            return np.array(each, np.float32).reshape(-1, self.dimensions)
        rows = np.empty((len(windows), self.dimensions), np.float32)
        # Longest first, so that no thread is left with a long one at the end.
        order = sorted(range(len(windows)), key=lambda i: -windows[i].shape[1])
        # A pool for each call costs 0.1 ms and, unlike one that is kept, outlives a fork.
        with ThreadPoolExecutor(min(self.threads, len(windows))) as pool:
            for i, row in zip(order, pool.map(lambda i: self.run(windows[i]), order), strict=True):
                rows[i] = row
        return rows

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(_file("tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @property
    def _session(self) -> onnxruntime.InferenceSession:
        with self._opening:
            return self._opened_session

    @cached_property
    def _opened_session(self) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        # No threads of its own: the session stays usable in a forked worker.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        if not _has_vnni():
            # Without VNNI, 8-bit products are added in 16 bits, which overflow; this
            # takes the slower exact way, so that vectors agree between machines.
            options.add_session_config_entry("session.x64quantprecision", "1")
        return onnxruntime.InferenceSession(
            _file("model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=SLOW_FUSIONS,
        )


def _bounds(tokens: list[str], longest: int) -> list[tuple[int, int]]:
    """Cut [0, len(tokens)) into parts of at most `longest`, about equal, at word starts."""
    parts, start = [], 0
    while len(tokens) - start > longest:
        left = -(-(len(tokens) - start) // longest)
        end = start + -(-(len(tokens) - start) // left)
        word = end
        while word > start and tokens[word].startswith(CONTINUED):
            word -= 1
        end = word if word > start else end
        parts.append((start, end))
        start = end
    return [*parts, (start, len(tokens))]


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))  # what a container may use, where the system says
    except AttributeError:
        return os.cpu_count() or 1


def _has_vnni() -> bool:
    """Whether this processor adds 8-bit products exactly and fast (45 windows a second without)."""
    try:
        return "vnni" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def _file(name: str) -> Path:
    path = FOLDER / name
    if not path.is_file():
        raise ProviderError(
            _(
                "The embedder's file %(path)s is missing. Restore it from the repository, "
                "or build it with scripts/build_minilm.py."
            )
            % {"path": path},
            retryable=False,
        )
    return path
