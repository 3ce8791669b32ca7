"""A page of the web that changes: found by the schedule, read anew, and what it said is kept."""

from urllib.parse import urlencode

import pytest
from django.utils import timezone

from library.addresses.adding import add_address
from library.models import EarlierText, Page, Source, Watch
from library.tests.test_web_pages import work_off
from library.tests.web_site import LONG, has_tag, page, says, standing_in
from library.web import watching
from library.web.differences import Passage, compare
from organizations import jobs
from organizations.scoping import scope, unscoped

OLD = "Granules live some eight minutes, and then they fade away."
NEW = "Supergranules live for a day and are as wide as two Earths."


def sun(*more: str) -> bytes:
    parts = [("Photosphere", LONG * 4), *((f"Part {n}", text) for n, text in enumerate(more))]
    return page("The Sun", *parts)


@pytest.fixture
def site(monkeypatch):
    with standing_in(monkeypatch) as found:
        found.answers["/sun"] = has_tag(sun(OLD), '"1"')
        yield found


@pytest.fixture
def source(school, site):
    with scope(school.organization.pk):
        added = add_address(
            address=site.url("/sun"), user=school.bob, organization=school.organization
        ).source
        yield work_off(added)


def look(source: Source) -> Watch:
    """As the sweep does a day later."""
    with unscoped("the sweep serves all organizations"):
        Watch.objects.filter(next_at__isnull=False).update(next_at=timezone.now())
        watching.enqueue_due()
        while jobs.work("default") or jobs.work("ingestion"):
            pass
        source.refresh_from_db()
        return Watch.objects.get(source=source)


@pytest.mark.slow
def test_it_works(school, site, source, sign_in):
    client = sign_in(school.bob)
    here = school.url(f"library/{source.pk}/")
    assert client.post(f"{here}watch/", {"every": "day"}).status_code == 302
    site.asked.clear()
    watch = look(source)
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    assert (source.state, watch.failures) == (Source.State.READY, 0)
    assert watch.next_at > timezone.now()
    assert not EarlierText.objects.filter(source=source).exists()

    site.answers["/sun"] = has_tag(sun(NEW).replace(b"Imprint", b"Imprint 2"), '"2"')
    before = watch.fetched_at
    watch = look(source)
    assert (source.state, watch.etag) == (Source.State.READY, '"2"')
    assert NEW in Page.objects.get(source=source).text
    assert EarlierText.objects.get(source=source).taken_at == before

    shown = client.get(here).content.decode()
    assert "earlier/1/changes/" in shown
    changes = client.get(f"{here}earlier/1/changes/").content.decode()
    assert f"<del>{OLD}</del>" in changes
    assert f"<ins>{NEW}</ins>" in changes
    cited = f"{here}pages/0/?{urlencode({'quote': OLD})}"
    earlier = client.get(cited, follow=True)
    assert earlier.redirect_chain[0][0].partition("?")[0] == f"{here}earlier/1/"
    assert f'<mark id="cited">{OLD}</mark>' in earlier.content.decode()
    assert client.get(f"{here}pages/0/?{urlencode({'quote': NEW})}").status_code == 200

    site.answers["/sun"] = says(sun(NEW))  # what stands around it is another, and no tag
    look(source)
    assert EarlierText.objects.filter(source=source).count() == 1


def test_a_page_that_cannot_be_had_is_asked_more_seldom_and_then_no_more(site, source):
    watching.set_schedule(source, Watch.Every.DAY)
    site.answers["/sun"] = says(b"", status=500)
    waits = []
    for _time in range(watching.MOST_FAILURES):
        watch = look(source)
        waits.append(watch.next_at and (watch.next_at - watch.looked_at).days)
    assert waits == [2, 4, 8, 16, None]
    assert (watch.every, source.state) == (Watch.Every.NEVER, Source.State.READY)
    assert "stopped looking" in watch.problem


def test_differences_are_shown_with_what_stands_around_them():
    before = ["a", "b", "c", "d", "e", "old", "f"]
    after = ["a", "b", "c", "d", "e", "new", "f", "more"]
    assert compare(before, after) == [
        Passage("gap", count=4),
        Passage("same", "e"),
        Passage("removed", "old"),
        Passage("added", "new"),
        Passage("same", "f"),
        Passage("added", "more"),
    ]
