"""Rows of tests that need an import without its journey."""

import tempfile
from pathlib import Path

from organizations.models import RosterImport
from organizations.rosters import services


def add_roster(school, content: bytes = b"name,email\nAda Hall,ada@x.example\n") -> RosterImport:
    """A preview, by alice, of a list of one person; in the school's scope."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        path.write_bytes(content)
        return services.add_roster(
            organization=school.organization, by=school.alice, path=path, filename=path.name
        )
