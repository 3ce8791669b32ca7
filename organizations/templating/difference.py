"""Pure: what applying a template would change, and what people have changed since."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from organizations.templating.parts import Entry, Value


class What(StrEnum):
    """
                            in the file  made by us  there now
    ADD    to be made            yes         no         no
    HERE   somebody else's       yes         no         yes
    SAME                         yes         yes        as the file says
    CHANGE                       yes         yes        as we made it
    REMOVE                       no          yes        as we made it
    KEPT   changed by people   any           yes        otherwise
    GONE   removed by people     yes         yes        no
    """

    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"
    KEPT = "kept"
    GONE = "gone"
    HERE = "here"
    SAME = "same"


LABELS = {
    What.ADD: _("Added"),
    What.CHANGE: _("Changed"),
    What.REMOVE: _("Removed"),
    What.KEPT: _("Left as people changed it"),
    What.GONE: _("Left out: people removed it"),
    What.HERE: _("There already"),
    What.SAME: _("As it is"),
}
# What a person may decide to have as the file says all the same.
THEIRS = {What.KEPT, What.GONE}
EFFECTIVE = {What.ADD, What.CHANGE, What.REMOVE}


@dataclass(frozen=True, slots=True)
class Item:
    """part, key: what it is. now, wanted: its value, None where it is not there."""

    part: str
    key: str
    what: What
    now: Value = None
    wanted: Value = None

    @property
    def id(self) -> str:
        return f"{self.part}:{self.key}"

    @property
    def label(self):
        return LABELS[self.what]

    @property
    def may_be_replaced(self) -> bool:
        return self.what in THEIRS


def compare(
    part: str,
    *,
    wanted: dict[str, Value],
    made: dict[str, Entry],
    present: dict[str, Value],
    in_use: set[str],
) -> list[Item]:
    """in_use: keys of what people would miss. What both sides have forgotten is left out."""
    items = []
    for key in [*wanted, *(key for key in made if key not in wanted)]:
        now, want = present.get(key), wanted.get(key)
        what = _what(want, made.get(key), now, is_in_use=key in in_use)
        if what:
            items.append(Item(part, key, what, now=now, wanted=want))
    return items


def _what(want: Value, entry: Entry | None, now: Value, *, is_in_use: bool) -> What | None:
    if entry is None:
        return What.ADD if now is None else What.HERE
    if now is None:
        return What.GONE if want is not None else None
    if want is None:
        return What.REMOVE if now == entry["value"] and not is_in_use else What.KEPT
    if want == now:
        return What.SAME
    return What.CHANGE if now == entry["value"] else What.KEPT
