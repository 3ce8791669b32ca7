"""What runs without a browser: jobs enter their own organization, commands their person's."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from library.models import Source
from organizations import jobs
from organizations.models import Job
from organizations.scoping import Unscoped, scope, unscoped


def rows_of(world) -> dict[str, str]:
    """Every table that says whose its rows are -> a digest of this organization's."""
    found = {}
    for alias in ("default", "content"):
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.columns WHERE column_name = "
                "'organization_id' AND table_schema = 'public'"
            )
            for (table,) in cursor.fetchall():
                cursor.execute(
                    f"SELECT count(*), md5(string_agg(md5(r::text), '' ORDER BY md5(r::text))) "
                    f'FROM "{table}" AS r WHERE organization_id = %s',
                    [world.organization.pk],
                )
                found[f"{alias}.{table}"] = str(cursor.fetchone())
    return found


def test_a_job_of_ours_touches_nothing_of_theirs(ours, theirs):
    """Also where the worker is, by a mistake of its own, within their scope."""
    with unscoped("a test"):
        Job.objects.filter(organization=theirs.organization).delete()
        assert Job.objects.filter(organization=ours.organization).exists()
    before, ours_before = rows_of(theirs), rows_of(ours)
    with scope(theirs.organization.pk):
        for cluster in ("default", "ingestion"):
            while jobs.work(cluster):
                pass
    assert rows_of(theirs) == before
    assert rows_of(ours) != ours_before
    assert len(before) > 30


def test_rows_cannot_be_asked_for_outside_a_scope(ours, theirs):
    with pytest.raises(Unscoped):
        Source.objects.count()
    with scope(theirs.organization.pk):
        assert not Source.objects.filter(pk=ours.rows["library"]).exists()
    with scope(ours.organization.pk):
        assert Source.objects.filter(pk=ours.rows["library"]).exists()


COMMANDS = {
    "search": ["photosphere", "--source", "{library}"],
    "ask": ["What is the photosphere of the Sun?", "--source", "{library}"],
    "make_lesson": ["--source", "{library}", "--modality", "text"],
    "undo_roster": ["{roster_done}"],
}


def run(name: str, world, user, *more: str) -> str:
    """What the command says, or why it refuses."""
    out = StringIO()
    arguments = [part.format(**world.rows) for part in COMMANDS[name]]
    try:
        call_command(name, *arguments, "--as", user.email, "--json", *more, stdout=out)
    except CommandError:
        answer = json.loads(out.getvalue().splitlines()[-1])
        return f"refused: {answer['error']}"
    return out.getvalue()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_sees_what_its_person_sees(name, ours, theirs):
    """The same command on the same row: refused to B's admin, done for A's."""
    before = rows_of(ours)
    assert run(name, ours, theirs.people["admin"]) == "refused: not_found"
    by_name = run(name, ours, theirs.people["admin"], "--organization", ours.slug)
    assert by_name == "refused: not_found"
    assert rows_of(ours) == before
    assert not run(name, ours, ours.people["admin"]).startswith("refused")


def test_a_search_by_command_finds_one_s_own(ours, theirs):
    def found(user) -> str:
        out = StringIO()
        call_command("search", "photosphere", "--as", user.email, "--json", stdout=out)
        return out.getvalue()

    assert ours.word in found(ours.people["teacher"])
    said = found(theirs.people["teacher"])
    assert theirs.word in said
    assert ours.word not in said
