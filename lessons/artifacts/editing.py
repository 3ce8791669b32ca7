"""Change an artifact item by item. Any change takes the approval back: students see what somebody
has looked at, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from lessons.artifacts import making, recipes
from lessons.artifacts.checking import check
from lessons.artifacts.pages import page_texts, texts_cited
from lessons.artifacts.reading import read
from lessons.artifacts.wording import reasons
from lessons.models import Artifact, ArtifactItem
from library.embeddings.current import name_in_use
from library.models import Source
from project.errors import Conflict
from project.languages import interface_language
from project.providers.registry import embedder

MORE = 40  # items that are looked through for one to take another's place


def recheck(artifact: Artifact) -> list[ArtifactItem]:
    """All items as they are now, their problems found anew and saved."""
    items = list(artifact.items.all())
    page_text = texts_cited(item.citation for item in items)
    for item in items:
        item.problems = check(item, page_text, artifact.language)
    ArtifactItem.objects.bulk_update(items, ["problems"])
    return items


def approve(artifact: Artifact, *, by: User) -> None:
    """Students see it from now on. Raises Conflict, with the reasons, while anything fails."""
    if artifact.state not in (Artifact.State.DRAFT, Artifact.State.APPROVED):
        raise Conflict(_("It is not made yet. Look at it when it is."))
    with transaction.atomic():
        _locked(artifact)
        items = recheck(artifact)
        if not items:
            raise Conflict(_("There is nothing in it. Add an item first."))
        if failing := [item for item in items if item.problems]:
            raise Conflict(
                _("It cannot be approved yet. %(reasons)s")
                % {"reasons": " ".join(_reason(item) for item in failing)}
            )
        artifact.state = Artifact.State.APPROVED
        artifact.approved_by, artifact.approved_at = by, timezone.now()
        artifact.save(update_fields=["state", "approved_by", "approved_at", "updated_at"])


def _reason(item: ArtifactItem) -> str:
    return _("Item %(number)s: %(reasons)s") % {
        "number": item.position,
        "reasons": " ".join(reasons(item.problems)),
    }


def withdraw(artifact: Artifact) -> None:
    """Students do not see it any more."""
    if artifact.is_approved:
        artifact.state = Artifact.State.DRAFT
        artifact.approved_by, artifact.approved_at = None, None
        artifact.save(update_fields=["state", "approved_by", "approved_at", "updated_at"])


def save_item(artifact: Artifact, item: ArtifactItem) -> None:
    """A new one goes behind the others."""
    with _changing(artifact):
        if item._state.adding:
            last = artifact.items.aggregate(last=Max("position"))["last"] or 0
            item.position = last + 1
        item.problems = check(item, texts_cited([item.citation]), artifact.language)
        item.save()


def set_difficulty(artifact: Artifact, item: ArtifactItem, difficulty: int) -> None:
    with _changing(artifact):
        item.difficulty = difficulty
        item.save(update_fields=["difficulty", "updated_at"])


def move_item(artifact: Artifact, item: ArtifactItem, *, by: int) -> None:
    """by: -1 up, 1 down; at an end it stays."""
    with _changing(artifact):
        item.refresh_from_db()
        ahead = artifact.items.filter(position__lt=item.position).order_by("-position")
        behind = artifact.items.filter(position__gt=item.position).order_by("position")
        other = (ahead if by < 0 else behind).first()
        if other is not None:
            item.position, other.position = other.position, item.position
            item.save(update_fields=["position"])
            other.save(update_fields=["position"])


def delete_item(artifact: Artifact, item: ArtifactItem) -> None:
    with _changing(artifact):
        position = item.position
        item.delete()
        artifact.items.filter(position__gt=position).update(position=F("position") - 1)


def regenerate_item(artifact: Artifact, item: ArtifactItem, source: Source) -> None:
    """Another of its kind in its place, from near its page. Raises Conflict where there is none."""
    with translation.override(interface_language(artifact.language)):
        draft = _another(artifact, item, source)
    fresh = making.row_of(artifact, draft, item.position)
    fresh.pk, fresh.created_at = item.pk, item.created_at
    fresh.problems = []
    with _changing(artifact):
        if not artifact.items.filter(pk=item.pk, position=item.position).exists():
            raise Conflict(_("The item was moved or deleted meanwhile. Look again."))
        fresh._state.adding = False
        fresh.save()


def _another(artifact: Artifact, item: ArtifactItem, source: Source):
    reading = read(source, making.parts_of(artifact, source), language=artifact.language)
    reading.strategy = artifact.strategy
    items = list(artifact.items.all())
    drafts = recipes.make(
        artifact.kind,
        reading,
        count=len(items) + MORE,
        embedder=embedder(name_in_use()),
        page_text=page_texts(),
        taken=making.taken_by(items),
        seed=str(item.updated_at),
    )
    stems = {each.stem for each in items}
    fitting = [draft for draft in drafts if draft.kind == item.kind and draft.stem not in stems]
    if not fitting:
        raise Conflict(_("There is no other one of this kind here. Edit it, or add one."))
    page = item.citation.get("page_index", 0)
    return min(fitting, key=lambda draft: abs(draft.place.page_index - page))


@contextmanager
def _changing(artifact: Artifact) -> Iterator[None]:
    """One change at a time; the approval goes with it. Raises Conflict while it is being made."""
    with transaction.atomic():
        _locked(artifact)
        if artifact.is_under_way:
            raise Conflict(_("It is still being made. Change it when that has ended."))
        withdraw(artifact)
        yield


def _locked(artifact: Artifact) -> None:
    Artifact.objects.select_for_update().get(pk=artifact.pk)
