"""The door for files, through the requests that a browser makes."""

import pytest
from moto.server import ThreadedMotoServer

from library import upload_parts, uploads
from library.models import Ingestion, Source
from library.tests.uploading import JSON, PDF, files, own_school, the_source
from organizations.models import Job
from project import storage
from project.tests.stores import use_bucket


def test_it_works(door, media):
    created = door.create("Intro_to-physics.pdf")
    assert created.status_code == 201
    ticket = created.json()
    assert the_source().state == Source.State.UPLOADING
    assert door.send(ticket) == 201
    answer = door.confirm(ticket)
    source = the_source()
    assert answer.json() == {
        "source_id": str(source.pk),
        "source_url": door.school.url(f"library/{source.pk}/"),
        "is_duplicate": False,
        "title": "Intro to physics",
        "state": "queued",
    }
    assert (source.organization_id, source.owner_id) == (door.school.organization.pk, None)
    assert (source.added_by_id, source.kind) == (door.school.bob.pk, "pdf")
    assert storage.sha256_of(source.file_key) == (source.sha256, len(PDF))
    assert source.file_key.startswith(f"o/{door.school.organization.pk}/sources/{source.pk}/")
    assert Job.objects.get().subject_id == source.pk
    assert files(media) == ["original.pdf"]


def test_it_works_with_a_bucket(door, bucket):
    ticket = door.create().json()
    assert ticket["upload"]["url"].startswith("http://127.0.0.1")
    assert door.send(ticket) == 200
    assert door.confirm(ticket).json()["state"] == "queued"
    assert [entry.key for entry in bucket.objects.all()] == [the_source().file_key]
    assert storage.sha256_of(the_source().file_key)[0] == the_source().sha256


def test_a_link_that_is_used_again_cannot_change_what_was_confirmed(door, bucket):
    ticket = door.create().json()
    door.send(ticket)
    door.confirm(ticket)
    assert door.send(ticket, PDF[::-1]) == 200  # a bucket's link lives until it expires
    assert storage.read_bytes(the_source().file_key) == PDF


@pytest.mark.parametrize("name", ["a.tar.gz", "a.TGZ", "a.zip"])
def test_archives_of_books_come_in_too(door, name):
    assert door.bring(name, b"\x1f\x8b" + bytes(100)).status_code == 200
    assert the_source().kind == "openstax"


@pytest.mark.parametrize(
    ("filename", "size_bytes", "code", "words"),
    [
        ("book.exe", 10, "unsupported_kind", "Choose a PDF"),
        ("book", 10, "unsupported_kind", ".tar.gz, .tgz or .zip"),
        ("book.pdf", 0, "empty", "has no bytes"),
        ("book.pdf", -5, "empty", "has no bytes"),
        ("book.pdf", 500 * 1024 * 1024 + 1, "too_large", "at most 500.0"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(door, filename, size_bytes, code, words):
    answer = door.create(filename, size_bytes)
    assert answer.status_code == 422
    assert answer.json()["error"] == code
    assert words in answer.json()["detail"]
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "[]",
        "{}",
        '{"filename": 5, "size_bytes": 5}',
        '{"filename": "a.pdf"}',
        '{"filename": "a.pdf", "size_bytes": true}',
        '{"filename": "a.pdf", "size_bytes": "9"}',
    ],
)
def test_nonsense_is_refused_with_a_sentence(door, sent):
    url = door.school.url("library/uploads/")
    answer = door.client.post(url, sent, content_type=JSON)
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_confirm_before_the_file_has_arrived_can_be_tried_again(door):
    ticket = door.create().json()
    answer = door.confirm(ticket)
    assert answer.status_code == 409
    assert "has not arrived" in answer.json()["detail"]
    door.send(ticket)
    assert door.confirm(ticket).status_code == 200


def test_confirmed_twice_it_says_the_same_and_is_read_once(door):
    ticket = door.create().json()
    door.send(ticket)
    first, second = door.confirm(ticket).json(), door.confirm(ticket).json()
    assert first == second
    assert (Job.objects.count(), Ingestion.objects.count()) == (1, 1)


def test_a_bucket_that_holds_another_size_than_announced(door, bucket):
    ticket = door.create().json()
    bucket.put_object(Key=upload_parts.incoming_key(the_source()), Body=PDF + b"more")
    answer = door.confirm(ticket)
    assert answer.status_code == 422
    assert answer.json()["error"] == "wrong_size"
    assert not Source.objects.exists()
    assert list(bucket.objects.all()) == []


def test_the_same_file_again_is_the_source_that_was_first(door, media):
    first = door.bring("first.pdf").json()
    again = door.as_user(door.school.alice).bring("second.pdf").json()
    assert (again["is_duplicate"], first["is_duplicate"]) == (True, False)
    assert again["source_url"] == first["source_url"]
    assert again["title"] == "First"
    assert the_source().filename == "first.pdf"
    assert (Job.objects.count(), files(media)) == (1, ["original.pdf"])


def test_a_duplicate_confirmed_twice_says_the_same_again(door):
    door.bring()
    ticket = door.create().json()
    door.send(ticket)
    first, second = door.confirm(ticket), door.confirm(ticket)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert second.json()["is_duplicate"]


def test_another_organization_has_its_own_copy(door, charlie, client):
    door.bring()
    client.force_login(charlie)
    url = f"/o/{own_school(charlie).slug}/library/uploads/"
    sent = {"filename": "book.pdf", "size_bytes": len(PDF), "media_type": ""}
    ticket = door.post(url, sent).json()
    door.send(ticket)
    assert not door.confirm(ticket).json()["is_duplicate"]
    assert Source.objects.count() == 2


def test_a_source_that_is_being_deleted_is_no_duplicate(door):
    door.bring()
    Source.objects.update(state=Source.State.DELETING)
    assert not door.bring().json()["is_duplicate"]


def test_a_failed_source_is_read_again(door):
    door.bring()
    Source.objects.update(state=Source.State.FAILED, problem="It broke.")
    Job.objects.update(state=Job.State.FAILED)
    again = door.bring().json()
    assert (again["is_duplicate"], again["state"]) == (True, "queued")
    assert the_source().problem == ""
    assert Job.objects.active().count() == 1


def test_a_confirm_that_died_after_the_move_is_finished_by_the_next(door, monkeypatch):
    ticket = door.create().json()
    door.send(ticket)
    monkeypatch.setattr(uploads, "_claim", _die)
    with pytest.raises(RuntimeError):
        door.confirm(ticket)
    monkeypatch.undo()
    assert door.confirm(ticket).json()["state"] == "queued"


def _die(*given):
    raise RuntimeError("the process was killed here")


@pytest.mark.parametrize("method", ["post", "delete"])
def test_cancel_leaves_nothing(door, media, method):
    ticket = door.create().json()
    door.send(ticket)
    assert getattr(door.client, method)(ticket["cancel_url"]).status_code == 204
    assert not Source.objects.exists()
    assert files(media) == []
    assert door.send(ticket) == 409  # the link is closed
    assert door.confirm(ticket).status_code == 404


def test_what_was_confirmed_is_not_cancelled(door):
    ticket = door.create().json()
    door.send(ticket)
    door.confirm(ticket)
    answer = door.client.delete(ticket["cancel_url"])
    assert answer.status_code == 409
    assert "Delete the source" in answer.json()["detail"]
    assert Source.objects.exists()


def test_a_store_that_is_down_is_said_to_be_down(door, settings):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    use_bucket(settings, "http://{}:{}".format(*server.get_host_and_port()))
    server.stop()
    ticket = door.create().json()
    answer = door.confirm(ticket)
    assert answer.status_code == 503
    assert "try again in a few minutes" in answer.json()["detail"]
    assert the_source().state == Source.State.UPLOADING  # nothing is lost


@pytest.mark.parametrize(
    ("audience", "owned", "restricted"),
    [("everybody", False, False), ("chosen", False, True), ("alone", True, False)],
)
def test_who_sees_it_is_said_with_the_file(door, audience, owned, restricted):
    ticket = door.create(audience=audience).json()
    door.send(ticket)
    assert door.confirm(ticket).status_code == 200
    source = the_source()
    assert (source.owner_id == door.school.bob.pk, source.is_restricted) == (owned, restricted)
    seen = door.as_user(door.school.dana).client.get(door.school.url(f"library/{source.pk}/"))
    assert seen.status_code == (200 if audience == "everybody" else 404)


def test_an_audience_that_there_is_not_is_refused(door):
    refused = door.create(audience="nobody")
    assert (refused.status_code, refused.json()["detail"]) == (422, "Choose who sees it.")
    assert not Source.objects.exists()
