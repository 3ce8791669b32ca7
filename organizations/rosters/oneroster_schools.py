"""Which organizations of a OneRoster file are schools, and which school the others belong to."""

from django.utils.translation import gettext as _

from organizations.rosters.roster import Roster, SchoolLine

SCHOOL = "school"
GONE = "tobedeleted"
FILE = "orgs.csv"


class Schools:
    """known: every sourcedId of the file -> (its type, its parent)."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[str, str]] = {}

    def school_of(self, key: str) -> str:
        """The school that it is or is part of; empty for a district and what is above.

        Raises KeyError for what the file does not know.
        """
        seen = set()
        kind, parent = self.known[key]
        while kind != SCHOOL:
            seen.add(key)
            if not parent or parent not in self.known or parent in seen:
                return ""
            key = parent
            kind, parent = self.known[key]
        return key

    def is_circular(self, key: str) -> bool:
        seen = set()
        while key in self.known:
            if key in seen:
                return True
            seen.add(key)
            key = self.known[key][1]
        return False


def read_schools(files, roster: Roster) -> Schools:
    schools = Schools()
    lines: dict[str, int] = {}
    for line, cells in files(FILE):
        key = cells["sourcedId"]
        if not key or key in lines:
            _complain(files, line, key)
            continue
        kind = cells["type"].lower() or SCHOOL
        lines[key], schools.known[key] = line, (kind, cells["parentSourcedId"])
        if kind == SCHOOL:
            _add(files, roster, line, cells)
    for key, line in lines.items():
        if schools.is_circular(key):
            sentence = _("This is, through others, its own parent. The parents are not followed.")
            files.problems.warn(FILE, line, "parentSourcedId", sentence)
    return schools


def _complain(files, line: int, key: str) -> None:
    sentence = _("This sourcedId stands twice; the first counts.") if key else _("This is empty.")
    files.problems.error(FILE, line, "sourcedId", sentence)


def _add(files, roster: Roster, line: int, cells: dict[str, str]) -> None:
    if not cells["name"]:
        files.problems.error(FILE, line, "name", _("A school needs a name."))
        return
    key = cells["sourcedId"]
    roster.schools[key] = SchoolLine(
        key=key,
        external_id=key[:255],
        name=cells["name"][:200],
        line=line,
        gone=cells["status"].lower() == GONE,
    )
