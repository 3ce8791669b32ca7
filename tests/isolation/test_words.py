"""A word of one organization is in no body that is served to the other's people."""

import zipfile

import pytest

from organizations import jobs
from organizations.exporting.job import request_export
from organizations.models import DataExport
from organizations.scoping import scope
from organizations.tests.factories import membership
from project import storage
from tests.isolation.policies import MEMBERS
from tests.isolation.rows import GET, named
from tests.isolation.table import ROUTES
from tests.isolation.test_pages import ours_to_try
from tests.isolation.trying import address, fill
from tests.isolation.world import World

WALKERS = ("foreign_owner", "foreign_teacher", "both")
SEARCHES = ("library/?q={word}", "people/?q={word}", "classes/?q={word}", "manage/audit/?q={word}")


def test_no_word_of_theirs_is_on_pages_of_ours(ours, theirs, visitors, record_property):
    """Every address of B with B's rows; the same pages say B's own word, so that they are full."""
    leaks, says, tries = [], set(), 0
    walked = ours_to_try()
    for row in named(ROUTES):
        if "organization_slug" not in walked[row.name].parameters:
            continue
        url, body = address(walked[row.name], row, theirs.rows), fill(row.body, theirs.rows)
        for who in WALKERS:
            answer = visitors[who].send(row, url, body)
            tries += 1
            if ours.word in answer.text:
                leaks.append(f"{row}: {who} reads {ours.word}")
            if theirs.word in answer.text:
                says.add(row.name)
    assert not leaks, "\n".join(leaks)
    assert len(says) > 25, sorted(says)
    record_property("tries", tries)


def test_a_search_for_their_word_finds_nothing(ours, theirs, visitors):
    [row] = named({"search": GET(MEMBERS)})
    for path in SEARCHES:
        found = {}
        for world, who in ((ours, "owner"), (theirs, "foreign_owner")):
            url = f"/o/{world.slug}/{path.format(word=ours.word)}"
            text = visitors[who].send(row, url, {}).text
            found[who] = f"of {ours.word}" in text or f"Physics {ours.word}" in text
        assert not found["foreign_owner"], path
    url = f"/o/{ours.slug}/library/?q={ours.word}"
    assert f"Book of {ours.word}" in visitors["owner"].send(row, url, {}).text


@pytest.mark.parametrize("asks", ["ours", "theirs"])
def test_an_answer_rests_on_one_s_own_books(asks, ours, theirs, people, client):
    world, other = (ours, theirs) if asks == "ours" else (theirs, ours)
    client.force_login(world.people["teacher"])
    url = f"/o/{world.slug}/library/{world.rows['library']}/ask/"
    page = client.post(url, {"question": "What is the photosphere of the Sun?"}, follow=True)
    text = page.content.decode()
    assert world.word in text
    assert other.word not in text


def test_an_export_holds_one_s_own_alone(ours, theirs):
    """The jobs of both, whoever's scope the worker happens to be in."""
    exports = {world.slug: ask_for_export(world) for world in (ours, theirs)}
    with scope(theirs.organization.pk):
        while jobs.work("default"):
            pass
    for world, other in ((ours, theirs), (theirs, ours)):
        key = exports[world.slug].file_key
        with storage.local_copy(key) as path, zipfile.ZipFile(path) as archive:
            whole = b"".join(archive.read(name) for name in archive.namelist())
        assert world.word.encode() in whole
        assert other.word.encode() not in whole
        assert str(other.organization.pk).encode() not in whole


def ask_for_export(world: World) -> DataExport:
    with scope(world.organization.pk):
        return request_export(membership=membership(world.organization, world.people["admin"]))
