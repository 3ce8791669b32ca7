"""The store: a folder and a bucket keep the same promises."""

import errno
import hashlib
import os
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import SuspiciousOperation
from moto.server import ThreadedMotoServer

from project import s3, storage
from project.storage import FileMissing, StoreUnavailable
from project.tests.stores import http, use_bucket

KEY = "o/school/sources/book/original.pdf"


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.pdf"
    path.write_bytes(b"%PDF-1.7 " + bytes(3_000_000))
    return path


def test_it_works(either_store, book):
    storage.save_file(KEY, book)
    content = book.read_bytes()
    assert storage.size_of(KEY) == len(content)
    assert storage.read_start(KEY, 5) == b"%PDF-"
    assert storage.sha256_of(KEY) == (hashlib.sha256(content).hexdigest(), len(content))
    with storage.local_copy(KEY) as path:
        assert path.suffix == ".pdf"
        assert path.read_bytes() == content


def test_small_contents_come_and_go_as_bytes(either_store):
    storage.save_bytes(KEY, b"first")
    storage.save_bytes(KEY, b"second")
    assert storage.read_bytes(KEY) == b"second"


def test_a_file_is_fetched_to_stay_and_again_when_it_changed(either_store, tmp_path):
    storage.save_bytes(KEY, b"locked")
    assert storage.fetch(KEY, into=tmp_path / "work").read_bytes() == b"locked"
    storage.save_bytes(KEY, b"unlocked")
    assert storage.fetch(KEY, into=tmp_path / "work").read_bytes() == b"unlocked"


def test_what_was_fetched_is_not_fetched_twice(bucket, tmp_path):
    storage.save_bytes(KEY, b"book")
    first = storage.fetch(KEY, into=tmp_path).stat()
    assert storage.fetch(KEY, into=tmp_path).stat() == first


def test_a_copy_goes_where_it_is_asked_to(either_store, book, tmp_path):
    storage.save_file(KEY, book)
    storage.copy_to(KEY, tmp_path / "deep" / "copy.pdf")
    assert (tmp_path / "deep" / "copy.pdf").read_bytes() == book.read_bytes()


@pytest.mark.parametrize(
    "ask",
    [
        storage.size_of,
        storage.sha256_of,
        storage.read_bytes,
        lambda key: storage.read_start(key, 5),
        lambda key: storage.move(key, "o/school/sources/other/original.pdf"),
        lambda key: storage.copy(key, "o/school/sources/other/original.pdf"),
        lambda key: storage.local_copy(key).__enter__(),
    ],
)
def test_a_missing_file_is_said_to_be_missing(either_store, ask):
    with pytest.raises(FileMissing, match="Upload it again"):
        ask(KEY)


def test_whoever_expects_the_error_of_a_file_system_gets_it(either_store, tmp_path):
    with pytest.raises(FileNotFoundError):
        storage.copy_to(KEY, tmp_path / "copy.pdf")
    assert not list(tmp_path.glob("*.part"))


def test_move_leaves_nothing_behind(either_store, book):
    storage.save_file("incoming/school/book/original.pdf", book)
    storage.move("incoming/school/book/original.pdf", KEY)
    assert storage.exists(KEY)
    assert not storage.exists("incoming/school/book/original.pdf")


@pytest.mark.parametrize("changed", [0, 1])
def test_a_copy_and_its_original_do_not_see_each_other_change(either_store, book, changed):
    keys = [KEY, "o/other/sources/copy/original.pdf"]
    storage.save_file(KEY, book)
    storage.copy(*keys)
    storage.copy(*keys)  # again, as where a worker died in between
    storage.save_bytes(keys[changed], b"something else")
    assert storage.read_bytes(keys[1 - changed]) == book.read_bytes()
    storage.delete(keys[changed])
    assert storage.read_bytes(keys[1 - changed]) == book.read_bytes()


def test_a_folder_without_second_names_copies_the_bytes(book, monkeypatch):
    def refuse(*names):
        raise OSError(errno.EXDEV, "another file system")

    monkeypatch.setattr("os.link", refuse)
    storage.save_file(KEY, book)
    storage.copy(KEY, "o/other/sources/copy/original.pdf")
    assert storage.read_bytes("o/other/sources/copy/original.pdf") == book.read_bytes()


def test_delete_prefix_takes_one_source_and_not_its_neighbour(either_store):
    for key in ("o/s/sources/1/a", "o/s/sources/1/media/b", "o/s/sources/12/c"):
        storage.save_bytes(key, b"x")
    storage.delete_prefix("o/s/sources/1/")
    assert not storage.exists("o/s/sources/1/a")
    assert not storage.exists("o/s/sources/1/media/b")
    assert storage.exists("o/s/sources/12/c")


@pytest.mark.parametrize("prefix", ["", "/", "o/", "o/s", "o//", "/o/s/", "o/s/sources/1"])
def test_a_careless_prefix_deletes_nothing(either_store, prefix):
    storage.save_bytes("o/s/sources/1/a", b"x")
    with pytest.raises(ValueError, match="one folder"):
        storage.delete_prefix(prefix)
    assert storage.exists("o/s/sources/1/a")


def test_deleting_what_is_not_there_is_no_error(either_store):
    storage.delete(KEY)
    storage.delete_prefix("o/s/sources/1/")


def test_only_old_files_are_deleted_by_age(folder):
    for name in ("old", "new"):
        storage.save_bytes(f"incoming/s/{name}/a", b"x")
    yesterday = time.time() - 90_000
    os.utime(folder / "incoming/s/old/a", (yesterday, yesterday))
    assert storage.delete_older("incoming/", timedelta(days=1)) == 1
    assert storage.exists("incoming/s/new/a")
    assert not (folder / "incoming/s/old").exists()


def test_a_bucket_deletes_by_age_too(bucket):
    storage.save_bytes("incoming/s/new/a", b"x")
    storage.save_bytes(KEY, b"x")
    assert storage.delete_older("incoming/", timedelta(days=1)) == 0
    assert storage.delete_older("incoming/", -timedelta(minutes=1)) == 1
    assert storage.exists(KEY)


def test_no_key_leads_out_of_the_folder(folder):
    with pytest.raises(SuspiciousOperation):
        storage.save_bytes("o/../../outside.txt", b"x")
    assert not (folder.parent / "outside.txt").exists()


def test_a_browser_sends_to_the_bucket_itself(bucket):
    target = storage.upload_target(KEY, size_bytes=4, media_type="application/pdf")
    assert (target.method, target.fields) == ("PUT", {})
    status, _, _ = http("PUT", target.url, body=b"%PDF", headers=target.headers)
    assert status == 200
    assert storage.read_bytes(KEY) == b"%PDF"


def test_the_size_and_the_type_are_part_of_what_is_signed(bucket):
    target = storage.upload_target(KEY, size_bytes=4, media_type="application/pdf")
    signed = parse_qs(urlsplit(target.url).query)["X-Amz-SignedHeaders"][0].split(";")
    assert {"content-length", "content-type"} <= set(signed)
    other = storage.upload_target(KEY, size_bytes=5, media_type="application/pdf")
    assert _signature(other.url) != _signature(target.url)


def _signature(url: str) -> str:
    return parse_qs(urlsplit(url).query)["X-Amz-Signature"][0]


def test_a_browser_fetches_from_the_bucket_itself(bucket, book):
    storage.save_file(KEY, book)
    url = storage.download_url(KEY, filename="Physik für alle.pdf", inline=False)
    status, headers, body = http("GET", url, headers={"Range": "bytes=0-4"})
    assert (status, body) == (206, b"%PDF-")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Physik")


def test_a_store_that_is_down_is_said_to_be_down(settings, book, tmp_path):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    use_bucket(settings, "http://{}:{}".format(*server.get_host_and_port()))
    server.stop()
    for ask in (
        lambda: storage.save_file(KEY, book),
        lambda: storage.size_of(KEY),
        lambda: storage.sha256_of(KEY),
        lambda: storage.fetch(KEY, into=tmp_path / "work"),
    ):
        with pytest.raises(StoreUnavailable, match="try again in a few minutes"):
            ask()


def test_a_store_that_refuses_us_is_not_a_missing_file(bucket, settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            **settings.STORAGES["default"],
            "OPTIONS": settings.STORAGES["default"]["OPTIONS"] | {"bucket_name": "not-there"},
        }
    }
    with pytest.raises(StoreUnavailable):
        storage.save_bytes(KEY, b"x")


def test_a_policy_for_browsers_names_where_the_bucket_is():
    assert s3.origins(bucket="b", endpoint="https://s3.example:9000/x", region="") == [
        "https://s3.example:9000"
    ]
    assert s3.origins(bucket="b", endpoint="", region="eu-west-1") == [
        "https://b.s3.amazonaws.com",
        "https://b.s3.eu-west-1.amazonaws.com",
    ]
