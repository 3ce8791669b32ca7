"""Both databases and the files are kept as docs/operations.md says, lost, restored, and read."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.db import connections

from library import uploads
from library.ingestion.tests import pdfs
from library.models import ContentAtom
from organizations import jobs
from organizations.scoping import scope
from project.postgres.supervisor import BINARIES
from tests.processes import PYTHON, ROOT, sharing

RESTORED = {"default": "restored_default", "content": "restored_content"}  # empty before

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]

# On what was restored, in a process of its own: a page that was cited, its marks, its picture.
OPEN = """
import sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from accounts.models import User
email, page, atom = sys.argv[1:]
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email=email))
shown = client.get(f"{page}?atom={atom}").content.decode()
picture = client.get(f"{page}picture/")
print(shown.count('class="sheet-mark"'), picture.status_code, picture.headers["Content-Type"])
call_command("check_references")
call_command("storage_report", "--json")
"""


class Server:
    """The database server of the tests, by the commands that it brings."""

    def __init__(self):
        self.folder = str(connections["default"].get_connection_params()["host"])

    def run(self, command: str, *options: str) -> None:
        to = ("-h", self.folder, "-U", "postgres")
        subprocess.run([BINARIES / command, *to, *options], check=True)

    def dump(self, name: str, path: Path) -> None:
        self.run("pg_dump", "--format=custom", f"--file={path}", name)

    def restore(self, path: Path, name: str) -> None:
        self.run("createdb", name)
        options = ("--clean", "--if-exists", "--no-owner", f"--dbname={name}", str(path))
        self.run("pg_restore", *options)


@pytest.fixture
def server():
    server = Server()
    yield server
    for name in RESTORED.values():
        server.run("dropdb", "--if-exists", "--force", name)


def open_restored(media: Path, *arguments: str) -> list[str]:
    """What the restored installation says, line by line."""
    environment = sharing(media)
    given = json.loads(environment["LECTERN_TEST_WORKER"]) | {"databases": RESTORED}
    environment["LECTERN_TEST_WORKER"] = json.dumps(given)
    command = [PYTHON, "-c", OPEN, *arguments]
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return ran.stdout.splitlines()


def test_it_works(school, server, client, media, tmp_path):
    """Kept, lost, restored: the citation opens its page with the passage marked and its picture."""
    with scope(school.organization.pk):
        path = pdfs.book(tmp_path / "book.pdf")
        source = uploads.add_file(
            path=path, user=school.bob, organization=school.organization
        ).source
        while jobs.work("ingestion"):
            pass
        atom = ContentAtom.objects.filter(source=source).order_by("position")[1]
    page = school.url(f"library/{source.pk}/pages/{atom.page_start}/")
    client.force_login(school.bob)
    marks = client.get(f"{page}?atom={atom.pk}").content.decode().count('class="sheet-mark"')
    assert marks > 0
    for alias in RESTORED:
        server.dump(connections[alias].settings_dict["NAME"], tmp_path / f"{alias}.dump")
    shutil.copytree(media, tmp_path / "kept")
    shutil.rmtree(media)
    assert client.get(f"{page}picture/").status_code == 404  # the files are lost
    shutil.move(tmp_path / "kept", media)
    for alias, name in RESTORED.items():
        server.restore(tmp_path / f"{alias}.dump", name)
    told = open_restored(media, school.bob.email, page, str(atom.pk))
    assert told[0] == f"{marks} 200 image/webp"
    report = json.loads(told[-1])
    assert (report["uncounted"], report["total"] > 0) == (0, True)
    for kind in report["organizations"][0]["kinds"]:
        assert kind["counted"] == kind["stored"], kind
