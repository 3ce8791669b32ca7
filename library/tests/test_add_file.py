"""The same door for files that are on this machine already, and for folders."""

import os
import tarfile

import pytest

from library import uploads
from library.models import Source
from library.tests.uploading import PDF
from project import storage
from project.errors import UnreadableSource

pytestmark = pytest.mark.usefixtures("across")


def test_add_file_is_the_same_door(school, tmp_path):
    path = tmp_path / "cell_biology.pdf"
    path.write_bytes(PDF)
    who = {"user": school.bob, "organization": school.organization}
    first = uploads.add_file(path=path, title="The cell", **who)
    assert (first.source.title, first.source.state) == ("The cell", "queued")
    assert storage.read_bytes(first.source.file_key) == PDF
    assert uploads.add_file(path=path, **who).is_duplicate
    assert path.exists()


@pytest.mark.parametrize(("name", "body"), [("a.pdf", b""), ("a.exe", b"text"), ("a.pdf", None)])
def test_add_file_refuses_with_a_sentence(school, tmp_path, name, body):
    path = tmp_path / name
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(UnreadableSource, match=r"\.$"):
        uploads.add_file(path=path, user=school.bob, organization=school.organization)
    assert not Source.objects.exists()


def test_a_folder_is_packed_and_its_copy_is_the_same_file(school, tmp_path):
    who = {"user": school.bob, "organization": school.organization}
    first = uploads.add_file(path=_book(tmp_path / "one" / "osbooks-cells"), **who)
    os.utime(_book(tmp_path / "two" / "osbooks-cells") / "modules/m1/index.cnxml", (1, 1))
    assert uploads.add_file(path=tmp_path / "two" / "osbooks-cells", **who).is_duplicate
    with storage.local_copy(first.source.file_key) as path, tarfile.open(path) as archive:
        assert archive.getnames() == ["META-INF/books.xml", "modules/m1/index.cnxml"]
    assert first.source.title == "Osbooks cells"


def _book(folder):
    for name in ("modules/m1/index.cnxml", "META-INF/books.xml", ".git/config"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<{name}/>")
    (folder / "link.xml").symlink_to("/etc/hostname")
    return folder
