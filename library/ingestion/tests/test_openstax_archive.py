import gzip
import tarfile
import zipfile

import pytest

from library.ingestion.parsers.openstax import OpenStaxParser, archive, unpack
from project.errors import UnreadableSource

from .openstax_books import chapter, module, pack, tar_of, write_book


def file(name: str) -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), b"text"


def special(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


@pytest.fixture
def packed(tmp_path):
    book = write_book(tmp_path / "b", chapter("C", "m1"), {"m1": module("One", "<para>x</para>")})
    return pack(book, tmp_path / "book.tar.gz")


def left_in(folder):
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_it_works(packed, tmp_path):
    unpack(packed, tmp_path / "to" / "book")
    assert left_in(tmp_path / "to") == ["book"]
    assert OpenStaxParser().inspect(tmp_path / "to" / "book").page_count == 1


def test_unpacking_twice_changes_nothing(packed, tmp_path):
    unpack(packed, tmp_path / "to")
    (tmp_path / "to" / "mark").touch()
    unpack(packed, tmp_path / "to")
    assert (tmp_path / "to" / "mark").exists()


def test_a_zip_unpacks_too(tmp_path):
    with zipfile.ZipFile(tmp_path / "book.zip", "w") as bundle:
        bundle.writestr("osbooks/modules/m1/index.cnxml", "x")
    unpack(tmp_path / "book.zip", tmp_path / "to")
    assert (tmp_path / "to/osbooks/modules/m1/index.cnxml").read_text() == "x"


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (file("../out.txt"), "leads out of its folder"),
        (file("a/../../out.txt"), "leads out of its folder"),
        (file("/abs.txt"), "leads out of its folder"),
        (file("..\\out.txt"), "leads out of its folder"),
        (file("C:/out.txt"), "leads out of its folder"),
        (file("n" * 300), "cannot be a file's"),
        (special("l", tarfile.SYMTYPE, "/etc/passwd"), "is a link or a device"),
        (special("l", tarfile.LNKTYPE, "fine"), "is a link or a device"),
        (special("d", tarfile.CHRTYPE), "is a link or a device"),
        (special("p", tarfile.FIFOTYPE), "is a link or a device"),
    ],
)
def test_members_that_reach_outside_are_refused(tmp_path, member, reason):
    path = tar_of(tmp_path / "bad.tar.gz", file("fine"), member)
    with pytest.raises(UnreadableSource, match=reason) as raised:
        unpack(path, tmp_path / "to" / "book")
    assert raised.value.code == "archive_refused"
    assert left_in(tmp_path / "to") == []


def test_a_zip_that_climbs_or_links_is_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    for count, name in enumerate(["../out.txt", link]):
        path = tmp_path / f"{count}.zip"
        with zipfile.ZipFile(path, "w") as bundle:
            bundle.writestr(name, "x")
        with pytest.raises(UnreadableSource, match="not unpacked"):
            unpack(path, tmp_path / "to")


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    path = tar_of(tmp_path / "many.tar.gz", *[file(f"f{n}") for n in range(4)])
    with pytest.raises(UnreadableSource, match="more than 3 files"):
        unpack(path, tmp_path / "to")


def zeros(to, megabytes: int):
    """A few kilobytes that unpack to megabytes of zeros, under a name of a picture."""
    info = tarfile.TarInfo("media/zeros.png")
    info.size = megabytes * 1024**2
    with gzip.open(to, "wb", compresslevel=1) as out:
        out.write(info.tobuf())
        for _ in range(megabytes):
            out.write(b"\0" * 1024**2)
        out.write(b"\0" * 1024)
    return to


def test_an_archive_that_grows_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "RATIO_FROM_BYTES", 2 * 1024**2)
    with pytest.raises(UnreadableSource, match="more than 100 times larger"):
        unpack(zeros(tmp_path / "zeros.tar.gz", 4), tmp_path / "to")
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 3 * 1024**2)
    with pytest.raises(UnreadableSource, match="unpacked it is larger"):
        unpack(tmp_path / "zeros.tar.gz", tmp_path / "to")


def test_a_header_that_claims_megabytes_is_refused(tmp_path):
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 500 * 1024**2
    with gzip.open(tmp_path / "pax.tar.gz", "wb") as out:
        out.write(header.tobuf())
    with pytest.raises(UnreadableSource, match="headers is too large"):
        unpack(tmp_path / "pax.tar.gz", tmp_path / "to")


def test_a_cut_or_wrong_file_says_so(packed, tmp_path):
    data = packed.read_bytes()
    for count, part in enumerate([data[: len(data) // 2], b"not an archive", b""]):
        path = tmp_path / f"cut{count}.tar.gz"
        path.write_bytes(part)
        with pytest.raises(UnreadableSource, match="damaged or incomplete"):
            unpack(path, tmp_path / "to" / f"{count}")
    assert left_in(tmp_path / "to") == []


def test_a_file_that_is_also_a_folder_is_refused(tmp_path):
    path = tar_of(tmp_path / "both.tar.gz", file("a"), file("a/b"))
    with pytest.raises(UnreadableSource, match="a file and for a folder"):
        unpack(path, tmp_path / "to")
