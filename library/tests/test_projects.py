"""A teacher's own document by the API: announced, sent, checked, shared, deleted."""

import hashlib

import pytest

from accounts.tokens import families
from conftest import add_to
from library import uploads
from library.models import Source
from library.tests.uploading import PDF
from organizations.models import AuditEntry
from organizations.scoping import scope
from project import storage
from project.tests.stores import bucket, either_store, folder, http
from tests.api import key_file, one_key

__all__ = ["bucket", "either_store", "folder", "key_file", "one_key"]
SHA256 = hashlib.sha256(PDF).hexdigest()


class Program:
    """One person's, over HTTP."""

    def __init__(self, client, user):
        self.client = client
        self.headers = {"Authorization": f"Bearer {families.issue(user=user).access}"}

    def call(self, method, path, body=None):
        more = {"content_type": "application/json"} if body is not None else {}
        send = getattr(self.client, method)
        return send(f"/api/v1/{path}", *([body] if body else []), headers=self.headers, **more)

    def announce(self, **more):
        sent = {"filename": "optics.pdf", "size_bytes": len(PDF), "title": "Optics"} | more
        return self.call("post", "projects", sent)

    def put(self, target, body=PDF) -> int:
        if target["url"].startswith("http"):
            return http("PUT", target["url"], body=body, headers=target["headers"])[0]
        return self.client.generic("PUT", target["url"], body).status_code

    def confirm(self, pk):
        return self.call("post", f"projects/{pk}/confirm", {})

    def bring(self, **more) -> str:
        made = self.announce(**more).json()
        assert self.put(made["upload"]) in (200, 201)
        assert self.confirm(made["id"]).status_code == 200
        return made["id"]


@pytest.fixture
def bob(school, client):
    return Program(client, school.bob)


@pytest.fixture
def colleague(school, client):
    return Program(client, add_to(school.organization, "carol", "teacher"))


@pytest.fixture
def dana(school, client):
    return Program(client, school.dana)


def test_it_works(bob, either_store):
    made = bob.announce(description="Lenses and light.", sha256=SHA256)
    assert made.status_code == 201
    pk = made.json()["id"]
    assert bob.put(made.json()["upload"]) in (200, 201)
    answer = bob.confirm(pk)
    assert answer.json() == {"id": pk, "is_duplicate": False, "state": "queued", "title": "Optics"}
    assert bob.confirm(pk).json() == answer.json()
    found = bob.call("get", f"projects/{pk}").json()
    assert (found["description"], found["audience"]) == ("Lenses and light.", "chosen")


def test_nobody_else_knows_of_it_before_it_is_confirmed_and_shared(bob, colleague, dana, school):
    made = bob.announce().json()
    alice = Program(bob.client, school.alice)
    for other in (colleague, dana, alice):
        assert other.call("get", f"projects/{made['id']}").status_code == 404
    assert bob.confirm(made["id"]).status_code == 409  # nothing was sent
    bob.put(made["upload"])
    bob.confirm(made["id"])
    assert colleague.call("get", f"projects/{made['id']}").status_code == 404
    grant = {"kind": "role", "to": "student", "level": "view"}
    given = bob.call("post", f"projects/{made['id']}/access", grant)
    assert (given.status_code, given.json()["level"]) == (201, "view")
    assert dana.call("get", f"projects/{made['id']}").status_code == 200
    assert colleague.call("get", f"projects/{made['id']}").status_code == 404
    assert dana.call("delete", f"projects/{made['id']}").status_code == 403
    gone = bob.call("delete", f"projects/{made['id']}/access/{given.json()['id']}")
    assert gone.status_code == 204
    assert dana.call("get", f"projects/{made['id']}").status_code == 404


@pytest.mark.parametrize("to", [("person", "x"), ("class", "7"), ("school", "")])
def test_nonsense_is_nobody(to, bob):
    pk = bob.bring()
    sent = {"kind": to[0], "to": to[1], "level": "view"}
    assert bob.call("post", f"projects/{pk}/access", sent).status_code == 422


def test_a_file_that_changed_on_its_way_is_refused(bob, school):
    made = bob.announce(sha256="0" * 64).json()
    bob.put(made["upload"])
    answer = bob.confirm(made["id"])
    assert (answer.status_code, answer.json()["error"]) == (422, "wrong_checksum")
    with scope(school.organization.pk):
        assert not Source.objects.exists()
    assert list(storage.list_prefix("o/")) == []


@pytest.fixture
def small_parts(monkeypatch):
    """S3 takes no part below 5 MiB but the last: so the file is of two."""
    size = 5 * 1024 * 1024
    monkeypatch.setattr(uploads, "IN_ONE_PIECE_BYTES", size)
    monkeypatch.setattr(uploads, "PART_BYTES", size)
    return PDF + bytes(size)


def test_a_large_file_comes_in_parts_and_goes_on_where_it_was(bob, small_parts, either_store):
    body = small_parts
    sha256 = hashlib.sha256(body).hexdigest()
    made = bob.announce(size_bytes=len(body), sha256=sha256).json()
    assert made["upload"] is None
    path = f"projects/{made['id']}/parts"
    first = bob.call("get", path).json()
    assert [part["number"] for part in first["missing"]] == [1, 2]
    size = made["part_bytes"]
    assert bob.put(first["missing"][1]["upload"], body[size:]) in (200, 201)
    assert bob.confirm(made["id"]).status_code == 409  # the first one is missing
    rest = bob.call("get", path).json()
    assert (rest["received"], [part["number"] for part in rest["missing"]]) == ([2], [1])
    assert bob.put(rest["missing"][0]["upload"], body[:size]) in (200, 201)
    assert bob.confirm(made["id"]).json()["state"] == "queued"
    [key] = [key for key in storage.list_prefix("o/") if "original" in key]
    assert storage.sha256_of(key) == (sha256, len(body))
    assert [key for key in storage.list_prefix("incoming/") if ".parts" in key] == []
    assert bob.call("get", path).status_code == 409


def test_parts_of_what_is_given_up_are_gone(bob, small_parts, either_store):
    made = bob.announce(size_bytes=len(small_parts)).json()
    parts = bob.call("get", f"projects/{made['id']}/parts").json()["missing"]
    bob.put(parts[1]["upload"], small_parts[made["part_bytes"] :])
    assert bob.call("delete", f"projects/{made['id']}").status_code == 200
    left = [key for key in storage.list_prefix("incoming/") if not key.endswith(".closed")]
    assert left == []


def test_a_part_has_exactly_its_size(bob, small_parts):
    made = bob.announce(size_bytes=len(small_parts)).json()
    parts = bob.call("get", f"projects/{made['id']}/parts").json()["missing"]
    assert bob.put(parts[1]["upload"], b"short") == 422


def test_students_get_the_file_only_where_its_owner_says_so(bob, dana, school):
    pk = bob.bring()
    grant = {"kind": "role", "to": "student", "level": "edit"}
    bob.call("post", f"projects/{pk}/access", grant)
    assert bob.call("get", f"projects/{pk}").json()["download_url"]
    assert dana.call("get", f"projects/{pk}").json()["download_url"] is None
    refused = dana.call("patch", f"projects/{pk}", {"students_get_file": True})
    assert refused.status_code == 403  # to edit is not to give away
    bob.call("patch", f"projects/{pk}", {"students_get_file": True})
    url = dana.call("get", f"projects/{pk}").json()["download_url"]
    answer = dana.client.get(url)
    assert b"".join(answer.streaming_content) == PDF
    bob.call("patch", f"projects/{pk}", {"students_get_file": False})
    assert dana.call("get", f"projects/{pk}").json()["download_url"] is None


def test_what_is_changed_is_only_what_was_sent(bob):
    pk = bob.bring(description="Old.")
    assert bob.call("patch", f"projects/{pk}", {"title": "Light"}).json()["description"] == "Old."
    found = bob.call("patch", f"projects/{pk}", {"description": "New."}).json()
    assert (found["title"], found["description"]) == ("Light", "New.")


def test_a_deletion_has_a_receipt(bob, school):
    pk = bob.bring()
    receipt = bob.call("delete", f"projects/{pk}").json()
    assert (receipt["title"], receipt["file_bytes"]) == ("Optics", len(PDF))
    assert bob.call("get", f"projects/{pk}").status_code == 404
    entry = AuditEntry._base_manager.get(action="sources.deleted")
    assert (entry.subject_id, entry.detail) == (pk, receipt)
