"""What pages list and count. Everything runs inside an organization's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from library.models import ContentAtom, Ingestion, Page, Section, Source, StructureNode
from library.standing import SourceRow, rows_of
from organizations.scoping import once_in_brief
from organizations.sight import Sight
from organizations.staged import in_order
from project.errors import NotFound
from project.text.storable import storable

FOLDERS = 50  # to choose from


def list_sources(
    sight: Sight, *, query: str = "", show: str = "", folder: UUID | None = None
) -> QuerySet[Source]:
    """Newest first; each with `stage` and `stages` of its latest ingestion.

    show: "" for all, "mine", "ready", "reading" or "attention" (partly read or failed).
    folder: of the ZIP that they came in.
    """
    sources = with_stages(_shown(sight)).order_by("-created_at", "pk")
    if folder:
        sources = sources.filter(folder=folder)
    if query:
        nodes = StructureNode.objects.filter(title__icontains=query).values("source_id")
        sources = sources.filter(Q(title__icontains=query) | Q(pk__in=nodes))
    filters = _filters(sight.user_id)
    return sources.filter(filters[show]) if show in filters else sources


def with_stages(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Each with `stage` and `stages` of its latest ingestion."""
    latest = Ingestion.objects.filter(source=OuterRef("pk")).order_by("-created_at")
    return sources.annotate(
        stage=Subquery(latest.values("stage")[:1]), stages=Subquery(latest.values("stages")[:1])
    )


def _filters(user_id: UUID) -> dict[str, Q]:
    return {
        "mine": Q(added_by_id=user_id),
        "ready": Q(state=Source.State.READY),
        "reading": Q(state__in=[Source.State.QUEUED, Source.State.PROCESSING]),
        "attention": Q(state__in=[Source.State.PARTIAL, Source.State.FAILED]),
    }


@dataclass(frozen=True, slots=True)
class Shelf:
    """counts: how many there are in all ("") and behind each filter. folders: (id, title) of ZIPs
    that files came in, the newest first."""

    counts: dict[str, int]
    folders: list[tuple[UUID, str]]


def shelf_of(sight: Sight) -> Shelf:
    """One query."""
    counts = {name: Count("pk", filter=rows) for name, rows in _filters(sight.user_id).items()}
    names = ArrayAgg(
        JSONObject(pk="pk", title="title"), filter=Q(kind="zip"), order_by="-created_at", default=[]
    )
    found = _shown(sight).aggregate(everything=Count("pk"), zips=names, **counts)
    zips, everything = found.pop("zips")[:FOLDERS], found.pop("everything")
    folders = [(UUID(each["pk"]), each["title"]) for each in zips]
    return Shelf(found | {"": everything}, folders)


def count_nodes(sources: Iterable[Source]) -> dict[UUID, dict[str, int]]:
    """source id -> kind of structure node -> how many, in one query."""
    rows = (
        StructureNode.objects.filter(source__in=[source.pk for source in sources])
        .values("source_id", "kind")
        .annotate(count=Count("pk"))
        .values_list("source_id", "kind", "count")
    )
    counts: dict[UUID, dict[str, int]] = {}
    for source_id, kind, number in rows:
        counts.setdefault(source_id, {})[kind] = number
    return counts


def list_active(user: User, sight: Sight) -> list[Source]:
    """What the person teaches or learns from now, as they put it together."""
    profile = Profile.objects.filter(user=user).first()
    ids = profile.active_source_ids if profile else []
    found = {source.pk: source for source in list_sources(sight).filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


def is_active(user: User, source: Source) -> bool:
    return Profile.objects.filter(user=user, active_source_ids__contains=[source.pk]).exists()


def visible_source_ids(sight: Sight) -> list[UUID]:
    """What this person may see here, read or not."""
    return list(_seen(sight))


def readable_source_ids(sight: Sight) -> list[UUID]:
    """What this person may search here."""
    return [pk for pk, row in _seen(sight).items() if row.state in Source.READABLE]


def _seen(sight: Sight) -> dict[UUID, SourceRow]:
    return once_in_brief(("sources", sight), lambda: rows_of(_shown(sight)))


def _shown(sight: Sight) -> QuerySet[Source]:
    hidden = [Source.State.UPLOADING, Source.State.DELETING]
    return Source.objects.seen_by(sight).exclude(state__in=hidden)


def latest_ingestion(source: Source) -> Ingestion | None:
    return Ingestion.objects.filter(source=source).order_by("-created_at").first()


def list_nodes(source: Source) -> list[StructureNode]:
    """In reading order, the book itself first; each with the labels of its pages."""
    nodes = list(StructureNode.objects.filter(source=source).order_by("position"))
    labels = page_labels(source.pk)
    for node in nodes:
        node.first_label = labels.get(node.start_page, "")
        node.last_label = labels.get(node.end_page, "")
    return nodes


def page_labels(source_id: UUID) -> dict[int, str]:
    """page index -> printed label."""
    return dict(Page.objects.filter(source_id=source_id).values_list("index", "label"))


def list_sections(page: Page) -> QuerySet[Section]:
    return Section.objects.filter(page=page).order_by("position")


def count_parts(source: Source) -> dict[str, int]:
    """{"sections": n, "passages": n}"""
    return {
        "sections": Section.objects.filter(source=source).count(),
        "passages": ContentAtom.objects.filter(source=source).count(),
    }


def page_of(source: Source, index: int) -> Page:
    """Raises NotFound for a page that is not there (or not yet)."""
    page = Page.objects.filter(source=source, index=index).defer("layout").first()
    if page is None:
        raise NotFound(_("There is no such page in this source."))
    return page


def list_pages(source: Source, first: int, count: int) -> QuerySet[Page]:
    """From an index on, without their words."""
    pages = Page.objects.filter(source=source, index__gte=first).defer("layout", "text")
    return pages.order_by("index")[:count]


def find_page(source: Source, label: str) -> Page | None:
    """By what is printed on it, else by the number of its sheet, from 1."""
    label = storable(label).strip()
    pages = Page.objects.filter(source=source).defer("layout", "text").order_by("index")
    page = pages.filter(label__iexact=label).first()
    if page is None and label.isascii() and label.isdigit() and len(label) < 7:
        page = pages.filter(index=int(label) - 1).first()
    return page


def node_at(source: Source, index: int) -> StructureNode | None:
    """The deepest node that holds a page; where several share it, the first."""
    nodes = StructureNode.objects.filter(
        source=source, start_page__lte=index, end_page__gte=index
    ).exclude(kind=StructureNode.Kind.BOOK)
    return nodes.order_by("-depth", "position").first()


def describe_ingestion(source: Source) -> dict:
    """What became of a source, as scripts want it."""
    ingestion = latest_ingestion(source)
    stages = ingestion.stages if ingestion else {}
    return {
        "source_id": str(source.pk),
        "title": source.title,
        "state": source.state,
        "problem": source.problem,
        "pages": Page.objects.filter(source=source).count(),
        "nodes": StructureNode.objects.filter(source=source).count(),
        "sections": Section.objects.filter(source=source).count(),
        "atoms": ContentAtom.objects.filter(source=source).count(),
        "seconds": {name: stage["seconds"] for name, stage in in_order(stages)},
        "receipt": ingestion.receipt if ingestion else {},
    }
