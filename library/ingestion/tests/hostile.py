"""Parsers that do what a broken native library may do; named by tests in place of a real one."""

import os
import sys
import time
from pathlib import Path

from library.ingestion.parsers.base import (
    Block,
    Inspection,
    OutlineEntry,
    PageOutcome,
    ParsedPage,
    SectionKind,
)


def _how(path: Path) -> str:
    return path.read_text().removeprefix("%PDF-")  # so that it comes in by the door, too


class Hostile:
    """Page 1 does what the file's text says: die, hang, swell, flood, spin; 0, 2 and 3 are fine.

    "inspect die" and "outline die" do it there, "die always" on each page.
    """

    kind = "hostile"

    def inspect(self, path: Path) -> Inspection:
        if _how(path).startswith("inspect "):
            self._misbehave(_how(path).removeprefix("inspect "))
        return Inspection("hostile", 4, title=f"{os.environ.get('SECRET')} {os.getpid()}")

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        if _how(path).startswith("outline "):
            self._misbehave(_how(path).removeprefix("outline "))
        return [OutlineEntry(1, "Ümlaut", 2, "unit", "1", 3.5)]

    def read_pages(self, path: Path, start: int, stop: int):
        for index in range(start, min(stop, 4)):
            if index == 1 or _how(path) == "die always":
                self._misbehave(_how(path).removesuffix(" always"))
            page = ParsedPage(index, str(index), 1.0, 2.0, PageOutcome.TEXT)
            text = "text \ud800 \0" if index == 3 else "text"
            page.blocks.append(Block(text, SectionKind.TEXT))
            yield page

    def _misbehave(self, how: str) -> None:
        if how == "die":
            os._exit(139)
        if how == "hang":
            while True:
                time.sleep(60)
        if how == "spin":
            while True:
                pass
        if how == "swell":
            bytearray(8 * 1024**3)
        if how == "flood":
            while True:
                os.write(3, b"x" * 65536)
        if how == "chatter":
            print('{"page": "not a frame"}', flush=True)
            sys.stdout.flush()
