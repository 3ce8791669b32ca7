"""What Lectern asks of a model or a voice, whoever provides it.

One vendor is one file beside this one; `registry.py` maps names to them. The
files in `embedded/` are real, run on this machine and need no key.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

import numpy as np
from pydantic import BaseModel

Schema = TypeVar("Schema", bound=BaseModel)


class Embedder(Protocol):
    """Texts to vectors. Called in workers and for queries; never inside a transaction."""

    name: str  # stored beside each vector; another model or quantisation is another name
    dimensions: int
    window_tokens: int  # the longest text the model sees at once, special tokens included
    languages: frozenset[str] | None  # base codes it was taught; None: all, or those of any text

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """(n, dimensions) float32, rows of unit length, in the order given.

        A text longer than the window is embedded in windows and averaged.
        """

    def embed_query(self, text: str) -> np.ndarray:
        """(dimensions,) float32, unit length."""


class Reranker(Protocol):
    """Reads query and passage together. Called for queries; never inside a transaction."""

    name: str

    def score(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """(n,) float32, higher is better"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved piece of a source, as a chat model sees it."""

    id: str
    text: str
    page_label: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a model says it read in a passage. Nothing is true of it until it is checked."""

    passage_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an answer or a script, and the words it rests on; without any, it is bare.

    written_by: the model that wrote it, where a chain has asked one of several.
    """

    text: str
    quotes: tuple[Quote, ...]
    written_by: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question asked before in the same conversation, and what was answered."""

    question: str
    answer: str


class ChatModel(Protocol):
    """Answers from passages, and from nothing else. Called outside transactions."""

    name: str
    # What the page says about who wrote this, with %(model)s; empty when there is nothing to say.
    notice: str
    # Of passages with what stands around them, how many tokens it reads together; 0: of each what
    # was found.
    passage_tokens: int
    # Whether its statements come one right after the other: then they are stored together.
    says_all_at_once: bool

    def answer(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        language: str,
        history: Sequence[Turn] = (),
    ) -> Iterator[Statement]:
        """Statements in reading order; none at all when the passages do not answer.

        history: what was asked before, oldest first; it explains the question and supports
        nothing. Raises ProviderError; what was yielded before stands.
        """

    def rewrite(self, question: str, history: Sequence[Turn], *, language: str) -> str:
        """The question as one that can be understood without the conversation, to search with.

        history: oldest first; with none, the question is returned. Raises ProviderError.
        """

    def complete(
        self, task: str, schema: type[Schema], *, passages: Sequence[Passage] = ()
    ) -> Schema:
        """What the task asks for, made from the passages, in the form of the schema.

        schema: without defaults; a model is held to all of it. Raises ProviderError, also where
        there is no language model.
        """


@dataclass(frozen=True, slots=True)
class Moderation:
    """by: the model that said so. flagged: names of categories, as its protocol has them."""

    by: str
    flagged: frozenset[str]


class Moderator(Protocol):
    """Says what is wrong with a text. Called outside transactions."""

    name: str

    def check(self, text: str) -> Moderation:
        """Raises ProviderError."""


@dataclass(frozen=True, slots=True)
class WordMark:
    """A spoken word: when, and which characters of the text it is."""

    start_s: float
    end_s: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PhonemeMark:
    """From `start_s` on, the mouth shapes this phoneme; an empty one is silence."""

    start_s: float
    phoneme: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Speech as a mono 16-bit WAV file, with its marks in order of time."""

    path: Path
    sample_rate: int
    duration_s: float
    words: tuple[WordMark, ...]
    phonemes: tuple[PhonemeMark, ...]


class Speech(Protocol):
    """Text to sound, one voice a side."""

    name: str  # engine and version: part of a segment's cache key

    def voice(self, side: Literal["left", "right"], language: str) -> str:
        """The voice's name; raises ProviderError where the language is not spoken."""

    def speak(self, text: str, *, voice: str, to: Path) -> Utterance:
        """Write the WAV to `to`. Raises ProviderError."""


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word that was heard. confidence: 0 to 1, None where the engine does not say.

    start_s, end_s: from the beginning of the sound. speaker: as the engine names them, or empty.
    """

    text: str
    start_s: float
    end_s: float
    confidence: float | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said from start_s to end_s, in order of time; without words it was silent.

    language: base code, empty where neither the caller nor the engine knows it. by: the
    transcriber's name.
    """

    start_s: float
    end_s: float
    words: tuple[SpokenWord, ...]
    language: str
    by: str


class Transcriber(Protocol):
    """Sound to words. Called in workers, never inside a transaction."""

    name: str
    languages: frozenset[str] | None  # base codes that it understands; None: all, or not known

    def transcribe(
        self,
        sound: Path,
        *,
        language: str,
        from_s: float = 0.0,
        is_over: Callable[[], bool] = lambda: False,
    ) -> Iterator[Heard]:
        """A window after the other, without gaps, from `from_s` to the end of the sound.

        Whoever keeps the end of the last window can go on from there. sound: a WAV file as
        `project.providers.sound` reads it, of any length. language: BCP 47, empty where nobody
        knows it. is_over: asked now and then; once it says so no other window is begun, and
        those that are begun are still given; what it raises ends the work at once. Raises
        ProviderError, as for a language that is not understood.
        """
