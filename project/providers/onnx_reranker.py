"""A cross-encoder that an operator has put on this machine, run by onnxruntime."""

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from django.utils.translation import gettext as _
from tokenizers import Tokenizer

from project.errors import ProviderError

MOST_TOKENS = 512  # what BERT's kin read at once, query and passage together


class OnnxReranker:
    """A Reranker. The file is opened at the first use, in the process that uses it.

    path: an ONNX export with inputs named input_ids, and where it has them attention_mask and
    token_type_ids, all (n, tokens) int64, and one output: (n,) or (n, 1) a score, or (n, 2) the
    logits of no and yes. `tokenizer.json` lies beside it.
    """

    def __init__(self, path: Path):
        self._path = path
        self.name = path.stem if path.stem != "model" else path.parent.name
        self._opening = threading.Lock()

    def score(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """(n,) float32, higher is better."""
        if not texts:
            return np.zeros(0, np.float32)
        session, tokenizer = self._opened()
        with self._opening:  # padding is set on the tokenizer itself
            encoded = tokenizer.encode_batch([(query, text) for text in texts])
        given = {
            "input_ids": [each.ids for each in encoded],
            "attention_mask": [each.attention_mask for each in encoded],
            "token_type_ids": [each.type_ids for each in encoded],
        }
        wanted = [each.name for each in session.get_inputs()]
        out = session.run(None, {name: np.array(given[name], np.int64) for name in wanted})[0]
        scores = np.asarray(out, np.float32).reshape(len(texts), -1)
        return scores[:, 0] if scores.shape[1] == 1 else scores[:, 1] - scores[:, 0]

    def _opened(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        with self._opening:
            try:
                return self._session, self._tokenizer
            except ProviderError:
                raise
            except Exception as error:  # the libraries' own, which have no base in common
                raise ProviderError(
                    _("The reranker's files at %(path)s cannot be read.") % {"path": self._path},
                    retryable=False,
                ) from error

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        return onnxruntime.InferenceSession(
            str(self._existing(self._path)), providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        found = Tokenizer.from_file(str(self._existing(self._path.with_name("tokenizer.json"))))
        found.enable_truncation(MOST_TOKENS, strategy="longest_first")
        found.enable_padding()
        return found

    def _existing(self, path: Path) -> Path:
        if not path.is_file():
            raise ProviderError(
                _("The reranker's file %(path)s is missing.") % {"path": path}, retryable=False
            )
        return path
