from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from library.access import access_source, source_sight
from library.models import Source
from library.page_ranges import page_range
from library.previewing import preview_pages
from organizations.access import require
from organizations.commands import PersonCommand
from organizations.scoping import catalogue_scope, scope, unscoped
from project.errors import Conflict, Invalid, NotFound
from project.text.storable import storable

SHOWN = 5  # sources of one title


class Command(PersonCommand):
    help = "Draw the sections of a source on its pages: a picture a page."
    needs_person = False

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="SOURCE", help="Its id, or its title.")
        parser.add_argument("--pages", required=True, metavar="A-B", help="As printed.")
        parser.add_argument("--out", required=True, type=Path, metavar="DIR")
        super().add_arguments(parser)

    def act(self, membership, *, source, pages, out, **options):
        require(membership, "library.view")
        visible = Source.objects.seen_by(source_sight(membership))
        pk = _id_of(source, visible)
        return _preview(access_source(membership, pk, "library.view"), pages, out)

    def act_alone(self, *, source, pages, out, **options):
        with unscoped("whoever runs the installation names any source"):
            found = Source.objects.get(pk=_id_of(source, Source.objects.all()))
        place = scope(found.organization_id) if found.organization_id else catalogue_scope()
        with place:
            return _preview(found, pages, out)

    def show(self, result):
        for page in result["pages"]:
            self.stdout.write(
                f"{page['file']}  p. {page['label']}, {len(page['sections'])} sections"
            )


def _id_of(text: str, sources: QuerySet[Source]) -> UUID:
    """Raises NotFound, or Invalid where several have the title."""
    sources = sources.exclude(state__in=[Source.State.DELETING, Source.State.UPLOADING])
    try:
        found = list(sources.filter(pk=UUID(text))[:1])
    except ValueError:
        title = storable(text).strip()
        found = list(sources.filter(title__iexact=title).order_by("created_at")[: SHOWN + 1])
    if not found:
        raise NotFound(
            f"There is no source “{storable(text)[:80]}”. Give its id or its whole title."
        )
    if len(found) > 1:
        ids = ", ".join(str(source.pk) for source in found[:SHOWN])
        raise Invalid(f"Several sources have that title. Give an id: {ids}.")
    return found[0].pk


def _preview(source: Source, pages: str, out: Path) -> dict:
    if not source.is_readable:
        raise Conflict(f"“{source.title}” has no sections: {source.get_state_display().lower()}.")
    first, last = page_range(source, pages)
    drawn = list(preview_pages(source, first, last, out))
    return {"source_id": str(source.pk), "title": source.title, "pages": drawn}
