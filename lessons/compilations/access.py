"""The guarded way to a compilation and to its clips."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lessons.compilations.recordings import recordings
from lessons.models import Compilation, CompilationItem
from library.access import source_sight
from library.models import Source
from library.selectors import visible_source_ids
from organizations.access import require
from organizations.models import Membership
from organizations.roles import may
from project.errors import NotFound


def access_compilation(
    membership: Membership, pk: UUID, action: str = "compilations.view"
) -> Compilation:
    """Who sees all of its recordings sees it; students once it is shared. Raises NotFound for all
    others, Forbidden for the wrong role."""
    compilation = _seen(membership).filter(pk=pk).first()
    if compilation is None:
        raise NotFound(_("There is no such compilation, or it is not yours to see."))
    require(membership, action)
    if not (is_maker(membership) or _is_shown(compilation)):
        raise NotFound(_("There is no such compilation, or it is not yours to see."))
    return compilation


def list_compilations(membership: Membership) -> QuerySet[Compilation]:
    """Newest first."""
    rows = _seen(membership)
    if not is_maker(membership):
        rows = rows.filter(is_shared=True).exclude(files={})
    return rows.order_by("-created_at", "pk")


def access_item(compilation: Compilation, pk: UUID) -> CompilationItem:
    """Raises NotFound."""
    item = compilation.items.filter(pk=pk).first()
    if item is None:
        raise NotFound(_("There is no such clip in it any more."))
    return item


def access_recording(membership: Membership, pk: UUID) -> Source:
    """One that can be cut. Raises NotFound."""
    source = recordings(source_sight(membership)).filter(pk=pk).first()
    if source is None:
        raise NotFound(_("There is no such recording, or it is not yours to see."))
    return source


def is_maker(membership: Membership) -> bool:
    return may(membership, "compilations.make")


def _seen(membership: Membership) -> QuerySet[Compilation]:
    rows = Compilation.objects.filter(organization_id=membership.organization_id)
    visible = visible_source_ids(source_sight(membership))
    hidden = CompilationItem.objects.filter(is_lost=False).exclude(source_id__in=visible)
    return rows.exclude(pk__in=hidden.values("compilation_id"))


def _is_shown(compilation: Compilation) -> bool:
    return compilation.is_shared and bool(compilation.files)
