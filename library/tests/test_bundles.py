"""A ZIP of many files becomes a folder of sources; a book that comes as a ZIP stays a book."""

import io
import zipfile

import pytest

from library import services
from library.ingestion.parsers.bundle import BundleParser
from library.models import Source
from library.tests.uploading import Door
from organizations import jobs
from organizations.scoping import unscoped
from project.errors import Conflict, UnreadableSource

NOTES = b"# Convection\n\nHot gas rises and cool gas sinks.\n" * 3
OTHERS = b"# Radiation\n\nLight carries energy outwards.\n" * 3


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return packed.getvalue()


def work_off() -> None:
    while jobs.work("ingestion"):
        pass


def test_it_works(school, client):
    door = Door(school, client)
    door.bring("here already.md", OTHERS)
    files = {
        "lesson/convection.md": NOTES,
        "../../etc/radiation.md": OTHERS,
        "lesson/empty.txt": b"",
        "lesson/old.zip": zipped({"a.txt": b"a"}),
        "lesson/sound.mid": b"MThd",
        "lesson/broken.docx": b"no such thing",
        "__MACOSX/lesson/._convection.md": b"x",
    }
    packed = zipped(files)
    assert door.bring("Unit 3.zip", packed).status_code == 200
    work_off()

    folder = Source.objects.get(kind="zip")
    assert (folder.title, folder.state) == ("Unit 3", Source.State.UNPACKED)
    inside = {source.title: source.state for source in Source.objects.filter(folder=folder)}
    assert inside == {"Convection": Source.State.READY, "Broken": Source.State.FAILED}

    shown = client.get(school.url(f"library/{folder.pk}/")).content.decode()
    for words in (
        "Convection", "Broken", "radiation.md", "It is in the library already", "It is empty",
        "It is an archive itself", "of a kind that cannot be read here", "3 files in it did not",
    ):  # fmt: skip
        assert words in shown, words
    assert "../etc" not in shown
    member = Source.objects.get(title="Convection")
    assert (
        f"library/{folder.pk}/" in client.get(school.url(f"library/{member.pk}/")).content.decode()
    )
    assert "Folder" in client.get(school.url("library/")).content.decode()

    again = door.bring("Unit 3.zip", packed)
    assert again.json()["is_duplicate"]
    services.retry_ingestion(folder)
    work_off()
    assert Source.objects.filter(folder=folder).count() == 2


def test_a_folder_of_which_everything_came_in_keeps_no_archive(school, client):
    Door(school, client).bring("all.zip", zipped({"a.md": NOTES, "b.md": OTHERS}))
    work_off()
    folder = Source.objects.get(kind="zip")
    assert (folder.state, folder.problem, folder.size_bytes) == (Source.State.UNPACKED, "", 0)
    with pytest.raises(Conflict):
        services.retry_ingestion(folder)


def bomb() -> bytes:
    return zipped({"a.txt": bytes(200 * 1024**2)})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bomb, "times larger"),
        (lambda: zipped({f"{n}.txt": b"x" for n in range(301)}), "holds 301 files"),
        (lambda: zipped({"a.txt": NOTES})[:-30], "damaged"),
    ],
)
def test_what_is_too_much_is_refused(tmp_path, content, words):
    (tmp_path / "a.zip").write_bytes(content())
    with pytest.raises(UnreadableSource, match=words):
        BundleParser().unpack(tmp_path / "a.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()
