"""A scene in a sentence or two of a language model's, each held against the scene's own words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from project.providers.base import Passage
from project.providers.chain import Chain
from project.text.names import missing_names
from project.text.numbers import missing_numbers
from project.text.storable import storable

LEAST_WORDS = 12  # of a scene; fewer are as quickly read as a summary of them
READ_SIGNS = 2000  # of a scene's words, which are two minutes of what is said
LONGEST = 400  # characters of a summary
TASK = (
    "Each passage is a scene of a recording: what is written on its picture, then what is said in "
    "it, as a machine may have heard it. Say of each in one or two short sentences what it shows "
    "and says, in the language “%(language)s”, for somebody who looks for the scene to play. Say "
    "only what stands in the passage, with its numbers and names, and nothing on the recording as "
    "a whole. passage: its number. summary: the sentences; empty where there is nothing to say."
)


class _Summary(BaseModel):
    passage: int
    summary: str


class _Summaries(BaseModel):
    scenes: list[_Summary]


@dataclass(frozen=True, slots=True)
class Scene:
    """index: of its page, from 0. language: base code, or empty."""

    index: int
    title: str
    text: str
    language: str

    def key(self, model: str) -> str:
        """Of all that its summary depends on. model: the chain that is asked."""
        depends = "\n".join([model, TASK, self.language, self.title, self.text])
        return hashlib.sha256(depends.encode()).hexdigest()[:32]


def scene(index: int, title: str, text: str, language: str) -> Scene | None:
    """None where there is too little to summarise."""
    if len(text.split()) < LEAST_WORDS:
        return None
    return Scene(index, title, text[:READ_SIGNS], language)


def write(model: Chain, scenes: Sequence[Scene]) -> tuple[str, list[str]]:
    """(who wrote them, one for each scene, empty where none holds). Raises ProviderError.

    Outside transactions.
    """
    passages = [
        Passage(str(number), scene.text, "", scene.title)
        for number, scene in enumerate(scenes, start=1)
    ]
    task = TASK % {"language": scenes[0].language or "en"}
    by, found = model.complete_by(task, _Summaries, passages=passages)
    said = {each.passage: each.summary for each in found.scenes}
    return by, [held(said.get(n, ""), scene) for n, scene in enumerate(scenes, start=1)]


def held(summary: str, scene: Scene) -> str:
    """As plain text on one line; empty where it has numbers, names or addresses of its own."""
    plain = " ".join(storable(summary).split())
    words = f"{scene.title}\n{scene.text}"
    if not plain or len(plain) > LONGEST or missing_numbers(plain, words, scene.language):
        return ""
    begins = {word.lower() for word in plain.split()}  # a sentence's first word is no name for that
    return "" if missing_names(plain, words, scene.language, common=begins) else plain
