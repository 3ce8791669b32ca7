"""Tokens as the large language models count them (cl100k_base), with no network.

The ranks in data/ are OpenAI's, MIT licence; scripts/build_token_ranks.py made
the file and checks its sum.
"""

import lzma
import re
from base64 import b64decode
from functools import cache
from pathlib import Path

import numpy as np
import tiktoken

RANKS = Path(__file__).parent / "data/cl100k_base.tiktoken.xz"
PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+"
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
SURROGATE = re.compile("[\ud800-\udfff]")


def count_tokens(text: str) -> int:
    return len(encode(text))


def encode(text: str) -> list[int]:
    """Token ids. Marks such as <|endoftext|> in a text are text, never commands."""
    return _encoding().encode_ordinary(_without_surrogates(text))


def decode(tokens: list[int]) -> str:
    """A token may hold part of a character; a part without the rest becomes U+FFFD."""
    return _encoding().decode(tokens)


def token_offsets(text: str) -> list[int]:
    """For each token of `encode(text)`, in order, the character of `text` where it starts.

    Never falling. A token that starts within a character (an emoji may be
    several tokens) has the offset of that character.
    """
    lengths = _byte_lengths()[encode(text)]
    starts = np.cumsum(lengths) - lengths
    data = np.frombuffer(_without_surrogates(text).encode(), np.uint8)
    leads = (data & 0xC0) != 0x80  # all but the second and later bytes of a character
    return (np.cumsum(leads)[starts] - 1).tolist()


def _without_surrogates(text: str) -> str:
    """Half characters, as broken PDF files hold them, one for one by U+FFFD."""
    return SURROGATE.sub("\ufffd", text)


@cache
def _encoding() -> tiktoken.Encoding:
    ranks = {}
    for line in lzma.decompress(RANKS.read_bytes()).splitlines():
        token, rank = line.split()
        ranks[b64decode(token)] = int(rank)
    return tiktoken.Encoding(
        "cl100k_base", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={}
    )


@cache
def _byte_lengths() -> np.ndarray:
    """(100256,) int64: bytes of each token."""
    encoding = _encoding()
    return np.array([len(encoding.decode_single_token_bytes(i)) for i in range(encoding.n_vocab)])
