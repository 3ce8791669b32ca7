"""Add a model, fill it, use it, drop it: what an operator does, from a command or the admin."""

from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from library.embeddings import filling, indexes
from library.embeddings.current import name_in_use
from library.embeddings.vectors import missing, passages
from library.golden import standard
from library.golden.standard import Comparison
from library.models import Embedding, EmbeddingModel
from library.models.embedding_model import NAME_CHARACTERS
from project.databases import CONTENT
from project.errors import Conflict, Invalid, NotFound
from project.providers.base import Embedder
from project.providers.registry import embedder

State = EmbeddingModel.State
DELETED_AT_ONCE = 2000


class Lowered(Conflict):
    """The golden questions would be answered worse."""

    code = "golden_questions_fell"

    def __init__(self, message: str, comparison: Comparison):
        super().__init__(message)
        self.comparison = comparison


@dataclass(frozen=True, slots=True)
class Standing:
    """A model as operators see it. vectors: rows; missing, of total: passages; index: its state."""

    row: EmbeddingModel
    vectors: int
    missing: int
    total: int
    index: str

    def as_json(self) -> dict:
        row = self.row
        return {
            "name": row.name,
            "dimensions": row.dimensions,
            "window_tokens": row.window_tokens,
            "state": row.state,
            "in_use": row.is_in_use,
            "filling": row.is_filling,
            "done": row.done,
            "total": row.total,
            "vectors": self.vectors,
            "missing": self.missing,
            "passages": self.total,
            "index": self.index,
            "problem": row.problem,
        }


def list_models() -> list[Standing]:
    """Those that have a row; the one in use first. Until one has, the initial one."""
    counts = dict(
        Embedding._base_manager.values_list("model").annotate(count=Count("pk")).order_by("model")
    )
    rows = list(EmbeddingModel.objects.order_by("name")) or [initial_model()]
    rows.sort(key=lambda row: not row.is_in_use)
    return [_standing(row, counts.get(row.name, 0)) for row in rows]


def standing_of(name: str) -> Standing:
    row = _get(name)
    return _standing(row, Embedding._base_manager.filter(model=name).count())


def _standing(row: EmbeddingModel, vectors: int) -> Standing:
    return Standing(
        row,
        vectors=vectors,
        missing=missing(row.name).count(),
        total=passages().count(),
        index=indexes.state_of(row.name),
    )


def initial_model() -> EmbeddingModel:
    """The row of the settings' model as it would be; not saved."""
    return _row(embedder(settings.EMBEDDER), State.IN_USE)


def settle_initial_model() -> EmbeddingModel:
    """The one in use. The settings' model becomes it, with its index, where there is none yet."""
    found = EmbeddingModel.objects.filter(state=State.IN_USE).first()
    if found is not None:
        return found
    row = initial_model()
    indexes.create_index(row.name, row.dimensions)
    try:
        with transaction.atomic(using=CONTENT):
            row.save(force_insert=True)
    except IntegrityError:  # another process was quicker
        return EmbeddingModel.objects.get(state=State.IN_USE)
    return row


def add_model(name: str) -> EmbeddingModel:
    """Keep the model, with its index. Again, it makes the index where that was cut off.

    Raises ProviderError for a name that is not configured, Invalid for one that cannot be kept.
    """
    row = _row(embedder(name), State.ADDED)
    settle_initial_model()
    found, _created = EmbeddingModel.objects.get_or_create(
        name=row.name,
        defaults={"dimensions": row.dimensions, "window_tokens": row.window_tokens},
    )
    _check_unchanged(found)
    indexes.create_index(found.name, found.dimensions)
    return found


def _row(model: Embedder, state: str) -> EmbeddingModel:
    if len(model.name) > NAME_CHARACTERS:
        raise Invalid(_("The name %(name)s is too long to be kept.") % {"name": model.name})
    if not 1 <= model.dimensions <= indexes.MOST_DIMENSIONS:
        raise Invalid(
            _("%(name)s has %(count)s dimensions; an index can have %(most)s.")
            % {"name": model.name, "count": model.dimensions, "most": indexes.MOST_DIMENSIONS}
        )
    return EmbeddingModel(
        name=model.name,
        dimensions=model.dimensions,
        window_tokens=model.window_tokens,
        state=state,
    )


def _check_unchanged(row: EmbeddingModel) -> None:
    dimensions = embedder(row.name).dimensions
    if dimensions != row.dimensions:
        raise Conflict(
            _(
                "%(name)s gives %(now)s dimensions now, and its vectors have %(then)s. Drop it and "
                "add it again, or give it another name."
            )
            % {"name": row.name, "now": dimensions, "then": row.dimensions}
        )


def fill_model(name: str) -> EmbeddingModel:
    """Queue the making of every vector that is missing. What is in use can be filled too.

    Raises NotFound, ProviderError, and Conflict where the model has changed.
    """
    row = _get(name)
    _check_unchanged(row)
    indexes.create_index(row.name, row.dimensions)
    filling.begin(row)
    return row


def use_model(name: str, *, even_if_worse: bool = False) -> Comparison | None:
    """Search with this model from now on, everywhere and at once. None: it was in use.

    even_if_worse: also where vectors are missing, or where golden questions fall.
    Raises NotFound, Conflict while vectors are missing, Lowered where golden questions fall.
    """
    row, old = _get(name), settle_initial_model()
    if row.is_in_use:
        return None
    _check_unchanged(row)
    if not even_if_worse:
        _check_complete(row)
    comparison, ranks = standard.compare_models(name_in_use(), row.name)
    if comparison.is_lower and not even_if_worse:
        raise Lowered(_sentence(row, comparison), comparison)
    _switch(old, row)
    standard.set_standard(ranks)
    if missing(row.name).exists():
        filling.begin(row)
    return comparison


def _check_complete(row: EmbeddingModel) -> None:
    if row.is_filling:
        raise Conflict(
            _("%(name)s is being filled: %(done)s of %(total)s passages. Wait until that is done.")
            % {"name": row.name, "done": row.done, "total": row.total}
        )
    left = missing(row.name).count()
    if left or row.state != State.COMPLETE:
        raise Conflict(
            _(
                "%(name)s is not complete: %(left)s of %(total)s passages have no vector of it. "
                "Fill it first."
            )
            % {"name": row.name, "left": left, "total": passages().count()}
        )


def _sentence(row: EmbeddingModel, comparison: Comparison) -> str:
    return _(
        "%(name)s would lower the golden questions from %(before)s to %(after)s (mean reciprocal "
        "rank). Nothing was changed."
    ) % {
        "name": row.name,
        "before": f"{comparison.before.mrr:.3f}",
        "after": f"{comparison.after.mrr:.3f}",
    }


@transaction.atomic(using=CONTENT)
def _switch(old: EmbeddingModel, new: EmbeddingModel) -> None:
    """The old one's vectors stay, and are not kept up to date."""
    locked = EmbeddingModel.objects.select_for_update().order_by("pk")
    rows = {row.pk: row for row in locked.filter(pk__in=[old.pk, new.pk])}
    if new.pk not in rows or not rows.get(old.pk) or not rows[old.pk].is_in_use:
        raise Conflict(_("The models were changed in this moment. Look at them, and try again."))
    EmbeddingModel.objects.filter(pk=old.pk).update(state=State.RETIRED)
    EmbeddingModel.objects.filter(pk=new.pk).update(state=State.IN_USE)


def drop_model(name: str) -> int:
    """Take its vectors and its index away; returns how many vectors there were.

    Raises NotFound, and Conflict for the one in use.
    """
    row = _get(name)
    if row.is_in_use or row.name == name_in_use():
        raise Conflict(_("%(name)s is in use. Use another one first.") % {"name": row.name})
    filling.stop(row)
    EmbeddingModel.objects.filter(pk=row.pk).update(state=State.RETIRED)
    indexes.drop_index(row.name)
    count = 0
    while deleted := _delete_some(row.name):
        count += deleted
    EmbeddingModel.objects.filter(pk=row.pk).delete()
    return count


def _delete_some(name: str) -> int:
    rows = Embedding._base_manager
    ids = list(rows.filter(model=name).values_list("pk", flat=True)[:DELETED_AT_ONCE])
    return rows.filter(pk__in=ids)._raw_delete(rows.db) if ids else 0


def _get(name: str) -> EmbeddingModel:
    row = EmbeddingModel.objects.filter(name=name).first()
    if row is None:
        raise NotFound(
            _("There is no model %(name)s here. Those that are: %(known)s.")
            % {"name": name, "known": ", ".join(s.row.name for s in list_models())}
        )
    return row
