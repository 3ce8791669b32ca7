"""OneRoster 1.1 and 1.2 as CSV in a ZIP archive, bulk.

Source: 1EdTech OneRoster 1.1 and 1.2, CSV binding. Credentials live in `userProfiles.csv` and
in columns of `users.csv`: neither is opened or read.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from organizations.rosters.archive import unpack
from organizations.rosters.oneroster_classes import read_classes, read_places
from organizations.rosters.oneroster_people import link_guardians, read_people
from organizations.rosters.oneroster_schools import Schools, read_schools
from organizations.rosters.roster import Roster
from organizations.rosters.tables import Reading, Table
from project.errors import Invalid

COLUMNS = {
    "manifest.csv": "propertyName value",
    "orgs.csv": "sourcedId status name type parentSourcedId",
    "users.csv": "sourcedId status enabledUser orgSourcedIds primaryOrgSourcedId role username "
    "givenName familyName preferredGivenName preferredFamilyName email agentSourcedIds grades",
    "roles.csv": "userSourcedId status roleType role beginDate endDate orgSourcedId",
    "courses.csv": "sourcedId title subjects",
    "academicSessions.csv": "sourcedId title",
    "classes.csv": "sourcedId status title grades courseSourcedId schoolSourcedId termSourcedIds "
    "subjects",
    "enrollments.csv": "status classSourcedId userSourcedId role endDate",
}
NEEDED = {
    "manifest.csv": "propertyName value",
    "orgs.csv": "sourcedId name",
    "users.csv": "sourcedId",
    "roles.csv": "userSourcedId role",
    "courses.csv": "sourcedId",
    "academicSessions.csv": "sourcedId",
    "classes.csv": "sourcedId title",
    "enrollments.csv": "classSourcedId userSourcedId role",
}
VERSIONS = ("1.1", "1.2")
KNOWN = {
    name: {column.lower(): column for column in columns.split()}
    for name, columns in COLUMNS.items()
}


def read_oneroster(path: Path, *, folder: Path, reading: Reading, today: date) -> Roster:
    """folder: for the unpacked tables. Raises Invalid where the archive is no such roster."""
    files = OneRosterFiles(unpack(path, COLUMNS, into=folder), reading)
    roster = Roster(format=f"OneRoster {files.version}", files=dict(FILES))
    roster.problems, roster.unread_columns = reading.problems, reading.unread
    if not files.has_manifest:
        roster.warnings.append(_("The archive has no manifest.csv; it is read as OneRoster 1.1."))
    schools: Schools = read_schools(files, roster)
    read_people(files, roster, schools, today)
    read_classes(files, roster, schools)
    read_places(files, roster, today)
    link_guardians(roster)
    return roster


# What our problems call the file of each kind of change.
FILES = {
    "schools": "orgs.csv",
    "people": "users.csv",
    "classes": "classes.csv",
    "enrolments": "enrollments.csv",
    "guardians": "users.csv",
}


class OneRosterFiles:
    """The tables of an archive, after its manifest was heard."""

    def __init__(self, paths: dict[str, Path], reading: Reading):
        self._paths, self._reading = paths, reading
        self.problems = reading.problems
        self.has_manifest = "manifest.csv" in paths
        if "users.csv" not in paths:
            raise Invalid(
                _(
                    "The archive holds no users.csv, so it is no OneRoster export. Add the "
                    "archive as the school's system made it, or one CSV file."
                )
            )
        manifest = {cells["propertyName"]: cells["value"] for _line, cells in self("manifest.csv")}
        self.version = manifest.get("oneroster.version", VERSIONS[0])
        self._check(manifest)

    def __contains__(self, name: str) -> bool:
        return name in self._paths

    def __call__(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, {column: cell}) of a table; nothing where the archive lacks it."""
        if name not in self._paths:
            return iter(())
        columns = KNOWN[name]
        table = Table(
            self._paths[name],
            name=name,
            reading=self._reading,
            name_of=lambda header: columns.get(header.lower()),
        )
        missing = [column for column in NEEDED[name].split() if column not in table.columns]
        if missing:
            raise Invalid(
                _("%(file)s lacks the column %(columns)s.")
                % {"file": name, "columns": ", ".join(missing)}
            )
        blank = dict.fromkeys(columns.values(), "")
        return ((line, blank | cells) for line, cells in table)

    def _check(self, manifest: dict[str, str]) -> None:
        if not self.version.startswith(VERSIONS):
            raise Invalid(_("This is another version of OneRoster. Export it as 1.1 or 1.2."))
        for name in COLUMNS:
            said = manifest.get(f"file.{name.removesuffix('.csv')}", "")
            if said == "delta":
                raise Invalid(
                    _("%(file)s holds changes only. Export the whole roster (bulk).")
                    % {"file": name}
                )
            if said == "bulk" and name not in self._paths:
                raise Invalid(
                    _("The manifest names %(file)s, which is not in the archive.") % {"file": name}
                )
