"""A roster in the fourth step, by a reader that counts the lines of a file."""

import json
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from organizations import jobs, registries
from organizations.models import Onboarding, Organization
from organizations.onboarding.tests.test_wizard import PEOPLE, Wizard, text
from organizations.registries import RosterPreview
from project import storage
from project.errors import Invalid

GOOD = b"name,email\nAnn,ann@x.example\nBen,\n"


def count_lines(path: Path, filename: str) -> RosterPreview:
    lines = path.read_bytes().splitlines()[1:]
    if not lines:
        raise Invalid(f"{filename} has no lines. Export it again.")
    bad = [(number, "No email.") for number, line in enumerate(lines, 2) if line.endswith(b",")]
    return RosterPreview([("people", len(lines))], len(lines), bad, len(bad))


REAL = list(registries.roster_previews)


@pytest.fixture(autouse=True)
def reader(monkeypatch):
    monkeypatch.setattr(registries, "roster_previews", [count_lines])


@pytest.fixture
def wizard(maya, sign_in) -> Wizard:
    wizard = Wizard(sign_in(maya))
    for step in ("organization", "plan", "knowledge"):
        wizard.send(step)
    return wizard


def upload(content: bytes = GOOD) -> SimpleUploadedFile:
    return SimpleUploadedFile("people.csv", content)


def key_of(wizard: Wizard) -> str:
    wizard.onboarding.refresh_from_db()
    return wizard.onboarding.data["people"]["roster"]["key"]


def test_it_works(wizard):
    wizard.send("people", PEOPLE | {"roster": upload()}, go="people")
    page = text(wizard.see("people"))
    assert "people.csv" in page
    assert "<strong>2</strong> people" in page
    assert "No email." in page
    assert "line 3" in page
    assert storage.read_bytes(key_of(wizard)) == GOOD
    assert "people.csv" in text(wizard.see("review"))


def test_a_file_is_kept_though_the_rest_is_not_complete(wizard):
    response = wizard.send("people", PEOPLE | {"owner": "", "roster": upload()})
    assert response.status_code == 422
    assert "<strong>2</strong> people" in text(response)
    wizard.send("people")
    assert storage.exists(key_of(wizard))


@pytest.mark.parametrize("content", [b"", b"only a head"])
def test_what_is_no_roster_is_refused_in_words(wizard, content):
    response = wizard.send("people", PEOPLE | {"roster": upload(content)})
    assert response.status_code == 422
    assert Onboarding.objects.get().data.get("people") is None


UNREADABLE = {
    "an unknown encoding": (b"name\nAda \x81\x8d\x8f\n", "encoding is not known"),
    "half of UTF-16": ("name\nAda\n".encode("utf-16") + b"\x00", "cannot be read after line"),
    "a cell of two megabytes": (
        b"name,email\n" + b"x" * 2_000_000 + b",a@x.example\n",
        "has a cell of more than 131,072 characters",
    ),
    "no names": (b"a,b\n1,2\n", "No column of names"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_the_product_s_own_reader_refuses(wizard, monkeypatch, media, what):
    monkeypatch.setattr(registries, "roster_previews", REAL)
    content, said = UNREADABLE[what]
    before = Onboarding.objects.get().data
    response = wizard.send("people", PEOPLE | {"roster": upload(content)})
    assert response.status_code == 422
    assert said in text(response)
    assert Onboarding.objects.get().data == before
    assert not [path for path in media.rglob("*") if path.is_file()]
    assert wizard.send("people", PEOPLE | {"roster": upload()}).status_code == 302


def test_more_people_than_the_plan_covers(wizard):
    many = b"h\n" + b"x\n" * 3001
    response = wizard.send("people", PEOPLE | {"roster": upload(many)})
    assert "the roster has 3001" in text(response)


def test_another_file_takes_the_place_and_none_takes_it_out(
    wizard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        wizard.send("people", PEOPLE | {"roster": upload()})
        first = key_of(wizard)
        wizard.send("people", PEOPLE | {"roster": upload(GOOD + b"Cid,c@x.example\n")})
        second = key_of(wizard)
        wizard.send("people", PEOPLE | {"schools": "Typed since"}, forget_roster="1")
    assert not storage.exists(first)
    assert not storage.exists(second)
    page = text(wizard.see("people"))
    assert "people.csv" not in page
    assert "Typed since" in page


@pytest.mark.parametrize("end", ["opened", "cancelled"])
def test_the_file_is_kept_no_longer_than_it_is_needed(
    wizard, maya, end, django_capture_on_commit_callbacks
):
    wizard.send("people", PEOPLE | {"roster": upload()})
    key = key_of(wizard)
    with django_capture_on_commit_callbacks(execute=True):
        wizard.do("provision")
        if end == "cancelled":
            wizard.do("cancel")
        while jobs.work("default"):
            pass
    assert Organization.objects.exists() == (end == "opened")
    assert not storage.exists(key)


def test_a_file_that_names_a_roster(tmp_path, both_databases, capsys):
    (tmp_path / "people.csv").write_bytes(GOOD)
    said = {
        "organization": {"type": "school", "name": "X"},
        "people": {"owner": "a@x.example", "roster": "people.csv"},
    }
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(said))
    call_command("onboard", str(path), "--dry-run", "--json")
    shown = json.loads(capsys.readouterr().out)["would_make"]
    assert shown["people"]["roster"]["counts"] == [["people", 2]]
    assert not storage.exists(shown["people"]["roster"]["key"])
    call_command("onboard", str(path))
    assert storage.exists(Onboarding.objects.get().data["people"]["roster"]["key"])


def test_a_roster_that_is_not_there(tmp_path, both_databases):
    path = tmp_path / "x.yaml"
    said = {
        "organization": {"type": "school", "name": "X"},
        "people": {"owner": "a@x.example", "roster": "none.csv"},
    }
    path.write_text(yaml.safe_dump(said))
    with pytest.raises(CommandError, match=r"people\.roster: There is no file"):
        call_command("onboard", str(path), "--dry-run")
