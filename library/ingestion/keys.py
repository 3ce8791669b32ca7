"""Ids derived from a source and a place: writing a row twice writes the same row."""

from uuid import UUID, uuid5


def page_id(source_id: UUID, index: int) -> UUID:
    return uuid5(source_id, f"page:{index}")


def section_id(source_id: UUID, page_index: int, position: int) -> UUID:
    return uuid5(source_id, f"section:{page_index}:{position}")


def node_id(source_id: UUID, position: int, number: int = 0) -> UUID:
    """number: of several parts that stood there one after the other, as the book was read."""
    return uuid5(source_id, f"node:{position}:{number}" if number else f"node:{position}")


def atom_id(source_id: UUID, position: int) -> UUID:
    return uuid5(source_id, f"atom:{position}")
