"""`manage.py onboard`: from a file to an open organization, or to every problem at once."""

import json
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.services import add_person
from organizations import jobs
from organizations.models import Class, Invitation, Membership, Onboarding, Organization, School
from organizations.scoping import scope

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "docs" / "onboarding").glob("*.yaml"))
pytestmark = pytest.mark.usefixtures("both_databases")


@pytest.fixture
def onboard(capsys):
    def call(path, *options) -> dict:
        call_command("onboard", str(path), "--json", *options)
        return json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def file(tmp_path):
    def write(content) -> Path:
        path = tmp_path / "onboarding.yaml"
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        return path

    return write


GOOD = {
    "organization": {"type": "school", "name": "Riverside High"},
    "people": {"owner": "head@riverside.example"},
}


def test_it_works(onboard, file, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = onboard(file(GOOD), "--wait")
        while jobs.work("default"):  # the invitation's mail
            pass
    assert answer["state"] == "done"
    organization = Organization.objects.get(slug=answer["organization"])
    assert not organization.is_preparing
    assert organization.monthly_text_limit == 2000
    with scope(organization.pk):
        assert Invitation.objects.get().role == "owner"
    while jobs.work("default"):
        pass
    assert mailoutbox[0].to == ["head@riverside.example"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_makes_what_it_says(path, onboard):
    answer = onboard(path, "--wait")
    said = yaml.safe_load(path.read_text())
    organization = Organization.objects.get(slug=answer["organization"])
    with scope(organization.pk):
        schools = School.objects.values_list("name", flat=True)
        assert set(schools) == set(said["people"].get("schools", []))
        assert Invitation.objects.count() == 1 + len(said["people"].get("admins", []))
        assert Class.objects.count() > 0


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(onboard, file):
    answer = onboard(file(GOOD), "--dry-run")
    assert answer["would_make"]["plan"]["monthly_text_limit"] == 2000
    assert answer["would_make"]["organization"]["name"] == "Riverside High"
    assert not Organization.objects.exists()
    assert not Onboarding.objects.exists()


def test_who_has_an_account_becomes_a_member(onboard, file):
    user = add_person(email="head@riverside.example", password="x")
    onboard(file(GOOD), "--wait")
    assert Membership.objects.active().get().user == user


def test_every_problem_is_said_at_once(file, capsys):
    Organization.objects.create(name="Old", slug="old", domain="taken.example")
    path = file(
        {
            "organization": {
                "type": "school",
                "name": "New",
                "slug": "old",
                "domain": "taken.example",
                "consent_basis": "own",
                "nmae": "x",
            },
            "plan": {"org_plan": "starter", "monthly_text_limit": 2000},
            "knowledge": {"chunk_tokens": 20, "templates": ["music-studio"]},
            "people": {
                "owner": "head@riverside.example",
                "admins": ["HEAD@riverside.example", "x", "a@b.example, Nowhere"],
            },
            "payment": {"card": "1"},
        }
    )
    with pytest.raises(CommandError):
        call_command("onboard", str(path), "--json")
    problems = json.loads(capsys.readouterr().out)["problems"]
    found = {f"{each['step']}.{each['field']}" for each in problems}
    assert found >= {
        "organization.slug",
        "organization.domain",
        "organization.nmae",
        "plan.monthly_text_limit",
        "knowledge.chunk_tokens",
        "knowledge.templates",
        "people.admins",
        "payment.",
    }
    assert Organization.objects.count() == 1
    assert not Onboarding.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("just words", "sections"),
        ("a: [1", "YAML"),
        ("- a\n- b", "sections"),
        ("organization: {name: X}", "organization.type"),
        ("organization: {type: personal, name: X}", "organization.type"),
        ("organization: {type: [school], name: X}", "organization.type"),
        ("organization: {type: school, name: [1, 2]}", "organization.name: Write one value"),
        ("organization: {type: school, name: [1, 2]}\npeople: {owner: {a: b}}", "people.owner"),
        ("organization: {type: school, name: X, slug: !!python/name:os.system x}", "YAML"),
    ],
)
def test_a_bad_file_is_refused_in_words(file, content, said):
    with pytest.raises(CommandError, match=said):
        call_command("onboard", str(file(content)))
    assert not Organization.objects.exists()


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("onboard", str(tmp_path / "none.yaml"))


def test_a_second_time_the_domain_is_taken(onboard, file):
    content = GOOD | {"organization": GOOD["organization"] | {"domain": "riverside.example"}}
    onboard(file(content), "--wait")
    with pytest.raises(CommandError, match="belongs to Riverside High already"):
        call_command("onboard", str(file(content)))
    assert Organization.objects.count() == 1
