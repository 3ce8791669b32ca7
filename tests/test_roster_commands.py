"""`import_roster` and `undo_roster`: one line of JSON, an exit code, and sentences."""

import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Membership, RosterImport
from organizations.rosters.tests.files import small, write


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "roster.zip", small())


@pytest.fixture
def run(in_school, capsys):
    """The parsed answer of a command, as alice, in this process."""

    def call(command: str, *options) -> dict:
        call_command(command, *map(str, options), "--as", in_school.alice.email, "--json")
        return json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def refused(in_school):
    def call(command: str, *options, user=None) -> str:
        with pytest.raises(CommandError) as caught:
            call_command(command, *map(str, options), "--as", (user or in_school.alice).email)
        return str(caught.value)

    return call


def test_a_dry_run_changes_nothing(run, path):
    answer = run("import_roster", path, "--dry-run")
    assert (answer["state"], answer["counts"]["people"]["create"]) == ("planned", 3)
    assert not RosterImport.objects.exists()


def test_import_and_undo(run, path):
    answer = run("import_roster", path, "--wait")
    assert (answer["state"], answer["done"]["applied"]) == ("done", 9)
    assert Membership.objects.filter(external_id="u2").exists()
    answer = run("undo_roster", answer["roster_id"], "--wait")
    assert (answer["state"], answer["done"]["undone"]) == ("undone", 9)
    assert not Membership.objects.filter(external_id="u2").exists()


def test_without_waiting_a_worker_does_it(run, path):
    assert run("import_roster", path)["state"] == "applying"


def test_the_same_file_again_has_nothing_to_apply(run, path):
    run("import_roster", path, "--wait")
    answer = run("import_roster", path, "--wait")
    assert answer["counts"]["people"]["same"] == 3


def test_removing_is_asked_for_and_most_twice(run, refused, tmp_path):
    run("import_roster", write(tmp_path / "a.zip", small()), "--wait")
    few = small()
    few["users"] = few["users"][:1]
    path = write(tmp_path / "b.zip", few)
    assert "confirm that too" in refused("import_roster", path, "--remove-missing")
    assert not Membership.objects.exclude(ended_at=None).exists()
    run("import_roster", path, "--remove-missing", "--even-most", "--wait")
    gone = Membership.objects.exclude(ended_at=None).values_list("external_id", flat=True)
    assert {"u2", "u3"} <= set(gone)


def test_refusals(refused, in_school, tmp_path, path, charlie):
    assert "does not allow this" in refused("import_roster", path, user=in_school.bob)
    assert "There is no file at" in refused("import_roster", tmp_path / "no.csv")
    slug = in_school.organization.slug
    assert "not in that organization" in refused(
        "import_roster", path, "--organization", slug, user=charlie
    )
    assert "There is no such import" in refused("undo_roster", uuid4())
    (tmp_path / "empty.csv").touch()
    assert "has no bytes" in refused("import_roster", tmp_path / "empty.csv")


def test_for_people_it_says_what_would_change(in_school, path, capsys):
    call_command("import_roster", str(path), "--dry-run", "--as", in_school.alice.email)
    said = capsys.readouterr().out
    assert "people: 3 create" in said
    assert "format: OneRoster 1.1" in said
