"""What is not taken back: it was changed, or something else rests on it by now."""

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from organizations.models import RosterChange
from organizations.rosters.work import leave


def keep(change: RosterChange) -> None:
    leave(change, _("It was changed since, and is kept."), state=RosterChange.State.KEPT)


def keep_in_use(change: RosterChange) -> None:
    leave(change, _("Something else rests on it; it is kept."), state=RosterChange.State.KEPT)


def in_use(model: type[Model], ids: Iterable, *, besides: Iterable[type[Model]] = ()) -> set:
    """Which of the rows any row of any table refers to, but for those of the tables `besides`."""
    ids, own, used = list(ids), set(besides), set()
    for relation in model._meta.get_fields(include_hidden=True):
        is_reference = relation.auto_created and not relation.concrete
        if not is_reference or relation.many_to_many or relation.related_model in own:
            continue
        column = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{column}__in": ids})
        used |= set(rows.values_list(column, flat=True))
    return used
