"""Passages and questions as evaluations read them: JSON lines, gzipped or not.

passages   {"passage_id": …, "text": …, "title": …}
questions  {"question": …, "passage_id": …}, or "passage_ids" or "relevant" with a list
"""

import gzip
import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from project.errors import Invalid
from project.text.storable import storable


@dataclass(frozen=True, slots=True)
class GivenPassage:
    passage_id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class GivenQuestion:
    text: str
    relevant: frozenset[str]  # passage ids, at least one
    answers: tuple[str, ...] = ()  # in the words of the passages, where the file gives them


def read_passages(path: Path) -> list[GivenPassage]:
    """Raises Invalid in a sentence that names the file and the line."""
    found: dict[str, GivenPassage] = {}
    for number, row in _rows(path):
        pk, text = _text(row, "passage_id", path, number), _text(row, "text", path, number)
        if pk in found:
            raise Invalid(f"{path.name}, line {number}: the passage “{pk}” is there twice.")
        title = row.get("title")
        found[pk] = GivenPassage(pk, text, storable(title) if isinstance(title, str) else "")
    if not found:
        raise Invalid(f"{path.name} holds no passages.")
    return list(found.values())


def read_questions(path: Path, passage_ids: Collection[str]) -> list[GivenQuestion]:
    """Raises Invalid in a sentence, also for a question about a passage that is not there."""
    found = []
    for number, row in _rows(path):
        relevant = _relevant(row, path, number)
        if missing := sorted(relevant.difference(passage_ids)):
            raise Invalid(
                f"{path.name}, line {number}: there is no passage “{missing[0]}” among those given."
            )
        answers = tuple(a for a in row.get("answers") or () if isinstance(a, str) and a)
        found.append(GivenQuestion(_text(row, "question", path, number), relevant, answers))
    if not found:
        raise Invalid(f"{path.name} holds no questions.")
    return found


def _relevant(row: dict, path: Path, number: int) -> frozenset[str]:
    for name in ("relevant", "passage_ids", "passage_id"):
        if name in row:
            value = row[name]
            ids = value if isinstance(value, list) else [value]
            if ids and all(isinstance(each, str | int) for each in ids):
                return frozenset(storable(str(each)) for each in ids)
            raise Invalid(f"{path.name}, line {number}: “{name}” names no passage.")
    raise Invalid(f"{path.name}, line {number}: the question does not say its passage_id.")


def _text(row: dict, name: str, path: Path, number: int) -> str:
    value = row.get(name)
    if isinstance(value, int) and name == "passage_id":
        value = str(value)
    if not isinstance(value, str) or not storable(value).strip():
        raise Invalid(f"{path.name}, line {number}: “{name}” is missing or empty.")
    return storable(value)


def _rows(path: Path) -> Iterator[tuple[int, dict]]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise Invalid(f"{path.name}, line {number} is not JSON.") from error
        if not isinstance(row, dict):
            raise Invalid(f"{path.name}, line {number} is not a JSON object.")
        yield number, row


def _lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        return content.decode("utf-8-sig").split("\n")
    except FileNotFoundError as error:
        raise Invalid(f"There is no file {path}.") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{path.name} is not text in UTF-8.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid(f"{path.name} is a damaged gzip file.") from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror or error}.") from error
