"""Prompts are files: what the system says, a line of three dashes, what the user says.

A prompt's version is a digest of its file, so that no change keeps the old one.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from project.providers.base import Passage, Turn

FOLDER = Path(__file__).parent
MOST_TURNS = 6  # of a conversation, the last ones
LONGEST_ANSWER = 1500  # characters of an earlier answer: it explains a question, no more


@dataclass(frozen=True, slots=True)
class Prompt:
    name: str  # with its version: "answer@1f0c22ab"
    system: Template
    user: Template

    def messages(self, **values: str) -> list[dict[str, str]]:
        """As chat protocols take them; KeyError where a value is missing."""
        texts = [("system", self.system.substitute(values)), ("user", self.user.substitute(values))]
        return [{"role": role, "content": text.strip()} for role, text in texts if text.strip()]


@cache
def prompt(name: str) -> Prompt:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    system, _line, user = text.partition("---\n")
    version = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Prompt(f"{name}@{version}", Template(system), Template(user))


def new_fence() -> str:
    """What no book can know: it is made for each request."""
    return secrets.token_hex(8)


def fenced_passages(passages: Sequence[Passage], fence: str) -> str:
    """Numbered from 1: a model copies small numbers more surely than ids."""
    return "\n".join(
        f"Passage {number}:\n<<<{fence}\n{_about(passage)}{passage.text}\n{fence}>>>"
        for number, passage in enumerate(passages, start=1)
    )


def _about(passage: Passage) -> str:
    """Headings are the book's words too, and stand inside the fence."""
    return f"[{passage.heading}]\n" if passage.heading else ""


def fenced_history(history: Sequence[Turn], fence: str) -> str:
    if not history:
        return ""
    turns = "\n".join(
        f"Question: {turn.question}\nAnswer: {turn.answer[:LONGEST_ANSWER]}"
        for turn in history[-MOST_TURNS:]
    )
    about = "Earlier in this conversation, only to understand the question:"
    return f"{about}\n<<<{fence}\n{turns}\n{fence}>>>\n"
