"""How much of ordinary text the rules catch: each file's sentences, and those that were caught.

Files: .tar.gz of a book in CNXML (its paragraphs), .jsonl and .jsonl.gz (the `question` or `text`
of each line), any other as text.
"""

import gzip
import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from lessons.safety.rules import judge
from project.text.sentences import sentence_spans

CNXML = "{http://cnx.rice.edu/cnxml}"
EXAMPLES = 20
_SAFE_XML = {"resolve_entities": False, "no_network": True, "load_dtd": False}


@dataclass
class Measured:
    """refused, beside: sentences by risk. examples: (risk, "refused" or "beside", sentence)."""

    name: str
    sentences: int = 0
    refused: Counter = field(default_factory=Counter)
    beside: Counter = field(default_factory=Counter)
    refused_sentences: int = 0
    examples: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def refused_share(self) -> float:
        return self.refused_sentences / self.sentences if self.sentences else 0.0


def measure(path: Path, *, language: str = "en") -> Measured:
    found = Measured(path.name)
    for text in _texts(path):
        for start, end in sentence_spans(text, language):
            _count(found, text[start:end])
    return found


def _count(found: Measured, sentence: str) -> None:
    verdict = judge(sentence)
    found.sentences += 1
    found.refused_sentences += bool(verdict.refused)
    for name, risks in (("refused", verdict.refused), ("beside", verdict.beside)):
        getattr(found, name).update(risks)
        found.examples += [(risk, name, sentence) for risk in risks]


def _texts(path: Path) -> Iterator[str]:
    if path.name.endswith((".tar.gz", ".tgz")):
        yield from _paragraphs(path)
    elif path.name.endswith((".jsonl", ".jsonl.gz")):
        yield from _lines(path)
    else:
        yield path.read_text(encoding="utf-8")


def _lines(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    plain = gzip.decompress(content) if path.suffix == ".gz" else content
    for line in plain.decode().splitlines():
        row = json.loads(line)
        yield row.get("question") or row.get("text") or ""


def _paragraphs(path: Path) -> Iterator[str]:
    with tarfile.open(path) as archive:
        for member in archive:
            if member.name.endswith("index.cnxml") and (file := archive.extractfile(member)):
                root = etree.parse(file, etree.XMLParser(**_SAFE_XML)).getroot()
                for para in root.iter(f"{CNXML}para", f"{CNXML}item", f"{CNXML}meaning"):
                    yield " ".join("".join(para.itertext()).split())
