"""Which school or class of the file is which of those that are there."""

from collections.abc import Callable, Hashable, Iterable
from uuid import UUID

from organizations.rosters.existing import Group


class Groups:
    """By external id; or by name, for one that came from no roster yet. Each is found once."""

    def __init__(self, groups: Iterable[Group], name_of: Callable[[dict], Hashable]):
        groups = list(groups)
        self._name_of = name_of
        self._by_id = {group.external_id: group for group in groups if group.external_id}
        # A school in use goes before an archived one of that name.
        ordered = sorted(groups, key=lambda group: not group.is_archived)
        self._by_name = {name_of(group.facts): group for group in ordered}
        self._taken: set[UUID] = set()

    def find(self, external_id: str, facts: dict) -> Group | None:
        group = self._by_id.get(external_id) if external_id else None
        if group is None:
            group = self._by_name.get(self._name_of(facts))
            if group is not None and group.external_id and external_id:
                group = None  # it is another one, of the same name
        if group is None or group.pk in self._taken:
            return None
        self._taken.add(group.pk)
        return group

    def missing(self) -> list[Group]:
        """Came from a roster, are in use, and were not looked for."""
        return [
            group
            for group in self._by_id.values()
            if group.pk not in self._taken and not group.is_archived
        ]
