"""What the stages of applying and undoing are given."""

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from organizations.models import Membership, Organization, RosterChange, RosterImport
from organizations.staged import StagedWork

BATCH = 5_000  # changes of one transaction

State = RosterChange.State
Handler = Callable[["RosterWork", list[RosterChange]], None]


class RosterWork(StagedWork):
    """One worker's slice of one import. Handlers set the state and note of what they leave."""

    row: RosterImport

    @cached_property
    def organization(self) -> Organization:
        return self.row.organization

    def wants(self, option: str) -> bool:
        return bool(self.row.options.get(option))

    def tell(self, lines: int) -> None:
        """How many lines were read. Raises LeaseLost where another worker has taken over."""
        self.is_over()
        self.row.stages["read"]["done"] = lines
        with self.row.holding(self.slice.fence):
            self.row.save(update_fields=["stages"])

    def memberships(self, changes: Iterable[RosterChange]) -> dict[UUID, Membership]:
        """{user: membership, with its user} of the people whom the changes are about."""
        rows = Membership.objects.select_related("user").filter(
            organization=self.organization, user__in={change.person_id for change in changes}
        )
        return {membership.user_id: membership for membership in rows}


def leave(change: RosterChange, note: str = "", *, state: str = State.LEFT) -> None:
    change.state, change.note = state, note


def changed_meanwhile(change: RosterChange) -> None:
    leave(change, _("It was changed after the preview. Import the file again."))


def handle(
    work: RosterWork, changes: list[RosterChange], handlers: dict[tuple, Handler], done: str
) -> None:
    """Give each run of like changes to its handler, and keep what became of them.

    changes: all that are in one state, between the first and the last of them.
    """
    if not changes:
        return
    before = changes[0].state
    for change in changes:
        change.state = done
    for key, alike in groupby(changes, key=lambda change: (change.kind, change.action)):
        handlers[key](work, list(alike))
    places = sorted((changes[0].position, changes[-1].position))
    batch = RosterChange.objects.filter(roster=work.row, state=before, position__range=places)
    batch.update(state=done)
    others = [change for change in changes if change.state != done]
    RosterChange.objects.bulk_update(others, ["state", "note"], batch_size=1000)
