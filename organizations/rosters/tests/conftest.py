"""Imports through the doors people use: the pages, and jobs worked here."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from organizations import jobs
from organizations.models import Membership, RosterImport
from organizations.rosters.tests import files


class Doors:
    """The pages of rosters, as alice uses them."""

    def __init__(self, client, school, folder: Path):
        self.client, self.school, self.folder = client, school, folder

    def add(self, content: bytes | dict, name: str = "roster.zip"):
        """The response after a file was added."""
        if isinstance(content, dict):
            content = files.write(self.folder / name, content).read_bytes()
        file = SimpleUploadedFile(name, content)
        return self.client.post(self.school.url("rosters/"), {"file": file})

    def read(self, content: bytes | dict, name: str = "roster.zip") -> RosterImport:
        response = self.add(content, name)
        assert response.status_code == 302, response.content.decode()
        while jobs.work("default"):
            pass
        return RosterImport.objects.get(pk=response.url.rstrip("/").rsplit("/", 1)[1])

    def apply(self, row: RosterImport, *ticks: str) -> RosterImport:
        self.post(row, "apply", dict.fromkeys(ticks, "on"))
        return self.worked(row)

    def undo(self, row: RosterImport) -> RosterImport:
        self.post(row, "undo")
        return self.worked(row)

    def post(self, row: RosterImport, what: str, data: dict | None = None, status: int = 302):
        response = self.client.post(self.school.url(f"rosters/{row.pk}/{what}/"), data or {})
        assert response.status_code == status, response.content.decode()
        return response

    def worked(self, row: RosterImport) -> RosterImport:
        while jobs.work("default"):
            pass
        row.refresh_from_db()
        assert row.problem == ""
        return row

    def imported(self, content: bytes | dict, *ticks: str, name: str = "roster.zip"):
        return self.apply(self.read(content, name), *ticks)

    def page(self, row: RosterImport, tab: str = "") -> str:
        url = self.school.url(f"rosters/{row.pk}/")
        return self.client.get(url, {"tab": tab}).content.decode()

    def member(self, **which) -> Membership:
        rows = Membership.objects.select_related("user")
        return rows.get(organization=self.school.organization, **which)


@pytest.fixture
def doors(in_school, sign_in, tmp_path) -> Doors:
    return Doors(sign_in(in_school.alice), in_school, tmp_path)
