"""Correct the book's tree."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from library.correcting import outline
from library.correcting.journal import Journal, correcting
from library.correcting.outline import Part, Parts
from library.correcting.ranges import changing_ranges
from library.ingestion.queries import set_nodes
from library.models import ContentAtom, Correction, Section, Source, StructureNode
from project.errors import Invalid, NotFound
from project.text.storable import storable

ASIDE = 1_000_000  # where positions wait while others take their places
FIELDS = ["parent", "position", "depth", "kind", "number", "title", "start_page", "end_page"]
Kind = Correction.Kind
SHIFTS = {
    "indent": outline.indent,
    "outdent": outline.outdent,
    "up": lambda parts, at: outline.move(parts, at, -1),
    "down": lambda parts, at: outline.move(parts, at, 1),
}


def rename(source: Source, node_id: UUID, *, number: str, title: str, by: User, seen: int) -> UUID:
    with correcting(source, by=by, seen=seen) as journal:
        before, at = _found(source, node_id)
        after = outline.rename(before, at, storable(number), storable(title))
        journal.remakes = False  # passages carry no titles
        _write(journal, Kind.NODE_RENAME, before, after)
    return node_id


def shift(source: Source, node_id: UUID, *, way: str, by: User, seen: int) -> UUID:
    """way: one of SHIFTS."""
    with correcting(source, by=by, seen=seen) as journal:
        before, at = _found(source, node_id)
        _write(journal, Kind.NODE_MOVE, before, SHIFTS[way](before, at))
    return node_id


def merge(source: Source, node_id: UUID, *, by: User, seen: int) -> UUID:
    """With the part before it on its level. Returns the id of that."""
    with correcting(source, by=by, seen=seen) as journal:
        before, at = _found(source, node_id)
        after, target = outline.merge(before, at)
        _write(journal, Kind.NODE_MERGE, before, after, _all_to(source, node_id, target))
    return target


def delete(source: Source, node_id: UUID, *, by: User, seen: int) -> UUID:
    """Its text belongs to the part above it then, whose id is returned."""
    with correcting(source, by=by, seen=seen) as journal:
        before, at = _found(source, node_id)
        after, target = outline.delete(before, at)
        _write(journal, Kind.NODE_DELETE, before, after, _all_to(source, node_id, target))
    return target


def add(source: Source, section_id: UUID, *, title: str, by: User, seen: int) -> UUID:
    """A part that begins with this section and goes on to where the next begins."""
    with correcting(source, by=by, seen=seen) as journal:
        section = Section.objects.filter(source=source, pk=section_id).first()
        if section is None:
            raise NotFound(_("There is no such section in this source."))
        before = _parts(source)
        home = next((i for i, part in enumerate(before) if part.id == section.node_id), 0)
        after, new = outline.add(before, home, storable(title), section.page_index)
        moved = dict.fromkeys(_rest_of_part(source, section), new.id)
        _write(journal, Kind.NODE_ADD, before, after, moved)
    return new.id


def _rest_of_part(source: Source, section: Section) -> Iterable[UUID]:
    """This section and those behind it, up to the first of another part."""
    rows = Section.objects.filter(source=source, page_index__gte=section.page_index)
    in_order = rows.order_by("page_index", "position")
    for pk, page, position, node in in_order.values_list(
        "pk", "page_index", "position", "node_id"
    ).iterator():
        if page == section.page_index and position < section.position:
            continue
        if node != section.node_id:
            return
        yield pk


def _parts(source: Source) -> Parts:
    nodes = StructureNode.objects.filter(source=source).order_by("position")
    return [Part.of(node) for node in nodes]


def _found(source: Source, node_id: UUID) -> tuple[Parts, int]:
    parts = _parts(source)
    for at, part in enumerate(parts):
        if part.id == node_id:
            if at == 0:
                raise Invalid(_("The book itself stays as it is. Rename the source instead."))
            return parts, at
    raise NotFound(_("That chapter is not in this source."))


def _all_to(source: Source, node_id: UUID, target: UUID) -> dict[UUID, UUID]:
    sections = Section.objects.filter(source=source, node=node_id)
    return dict.fromkeys(sections.values_list("pk", flat=True), target)


def _write(
    journal: Journal,
    kind: Correction.Kind,
    before: Parts,
    after: Parts,
    moved: dict[UUID, UUID] | None = None,
) -> None:
    """moved: section id -> the node that it belongs to from now on."""
    moved = moved or {}
    old = Section.objects.filter(source=journal.source, pk__in=moved)
    homes = {str(pk): str(node or "") for pk, node in old.values_list("pk", "node_id")}
    journal.keep(
        kind,
        {"parts": [part.as_json() for part in before], "homes": homes},
        section_ids=sorted(moved),
    )
    journal.gone = write_tree(journal.source, before, after, moved)


def restore(journal: Journal, correction: Correction) -> None:
    """As the tree was before."""
    kept = [Part.from_json(each) for each in correction.before["parts"]]
    ids = {part.id for part in kept}
    homes = {UUID(pk): UUID(node) for pk, node in correction.before["homes"].items() if node}
    there = Section.objects.filter(source=journal.source, pk__in=homes)
    moved = {pk: homes[pk] for pk in there.values_list("pk", flat=True) if homes[pk] in ids}
    journal.gone = write_tree(journal.source, _parts(journal.source), kept, moved)
    journal.remakes = correction.kind != Kind.NODE_RENAME


def write_tree(source: Source, before: Parts, after: Parts, moved: dict[UUID, UUID]) -> Parts:
    """Parts keep their ids. Children leave a part before it goes. Returns those that are gone."""
    old = {row.pk: row for row in _node_rows(source, before)}
    new = _node_rows(source, after)
    changed = [row for row in new if row.pk in old and _differ(old[row.pk], row)]
    gone = old.keys() - {row.pk for row in new}
    with changing_ranges(source, is_wanted=bool(moved) or _reshaped(before, after)):
        aside = [row.pk for row in changed] + list(gone)
        StructureNode.objects.filter(source=source, pk__in=aside).update(
            position=F("position") + ASIDE
        )
        StructureNode.objects.bulk_create(row for row in new if row.pk not in old)
        StructureNode.objects.bulk_update(changed, FIELDS, batch_size=500)
        set_nodes(source, list(moved.items()))
        for pk in gone:
            target = next(iter(moved.values()), None)
            ContentAtom.objects.filter(source=source, node=pk).update(node=target)
        StructureNode.objects.filter(source=source, pk__in=gone).delete()
    return [part for part in before if part.id in gone]


def _differ(one: StructureNode, other: StructureNode) -> bool:
    names = [field if field != "parent" else "parent_id" for field in FIELDS]
    return any(getattr(one, name) != getattr(other, name) for name in names)


def _reshaped(before: Parts, after: Parts) -> bool:
    return [(p.id, p.depth) for p in before] != [(p.id, p.depth) for p in after]


def _node_rows(source: Source, parts: Parts) -> list[StructureNode]:
    rows, path = [], []
    for position, part in enumerate(parts):
        del path[part.depth :]
        rows.append(
            StructureNode(
                id=part.id,
                source=source,
                organization_id=source.organization_id,
                parent_id=path[-1] if path else None,
                position=position,
                depth=part.depth,
                kind=part.kind,
                number=part.number,
                title=part.title,
                start_page=part.start_page,
                end_page=part.end_page,
            )
        )
        path.append(part.id)
    return rows
