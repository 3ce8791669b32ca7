"""How a block is put together from lines of text."""

from .base import Block, Line, SectionKind

CELL_MARK = " | "


def block_of(kind: SectionKind, lines: list[str], *, level: int = 0) -> Block:
    """One line gives a block without lines: its text says it all."""
    flat = [part for line in lines for part in line.split("\n") if part.strip()]
    listed = [Line(part) for part in flat] if len(flat) > 1 else []
    return Block("\n".join(flat), kind, lines=listed, level=level)
