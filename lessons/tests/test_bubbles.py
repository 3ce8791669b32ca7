"""A teacher reads and explains a section: words at once, then sound, then clip, made once."""

import re

import pytest

from lessons import segment_cache
from lessons.models import Bubble, CachedSegment, ChatSession, Preparation
from lessons.tests.test_pipeline import add_sun_book
from library.ingestion import keys
from library.models import Section, Source
from library.services import delete_source
from library.tests.factories import add_book
from organizations import jobs
from organizations.models import Job
from organizations.scoping import scope
from project import storage
from project.errors import ProviderError

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sun(in_school, settings) -> Source:
    """Three pages, each a heading and a paragraph of it."""
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    return add_sun_book(in_school.organization, in_school.bob)


@pytest.fixture
def book(in_school) -> Source:
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def quick(monkeypatch) -> list[str]:
    """Headings of what is rendered: its sound, and for a picture the same sound again."""
    made = []

    def speak(bubble, folder):
        made.append(f"{bubble.act} {bubble.page_index}")
        _keep(bubble, m4a="sound", captions="captions")

    def film(bubble, folder):
        _keep(bubble, mp4="clip")

    def _keep(bubble, **files):
        bubble.cache_key, bubble.duration_s = "a" * 64, 2.0
        bubble.files = bubble.files | files

    monkeypatch.setattr("lessons.bubbles.making.speak", speak)
    monkeypatch.setattr("lessons.bubbles.making.film", film)
    return made


def section_of(source: Source, page: int = 0, position: int = 2) -> Section:
    return Section.objects.get(source=source, page_index=page, position=position)


def url_of(school, section: Section, what: str) -> str:
    return school.url(f"library/{section.source_id}/sections/{section.pk}/{what}/")


def have(client, school, section: Section, act: str):
    return client.post(url_of(school, section, f"bubbles/{act}"), headers=HTMX)


def work() -> None:
    while jobs.work("rendering"):
        pass


@pytest.mark.slow
def test_it_works(sun, in_school, sign_in, monkeypatch):
    """Explained to a student: words at once; the worker speaks and films it; then it is there."""
    client, section = sign_in(in_school.dana), section_of(sun)
    page = have(client, in_school, section, "explain").content.decode()
    bubble = Bubble.objects.get()
    assert "Tomás explains" in page  # it is the second of its page
    assert bubble.sentences[-1]["text"] in page
    assert f'href="{in_school.url(f"library/{sun.pk}/pages/0/")}?section={section.pk}"' in page
    assert "<audio" not in page
    work()
    bubble.refresh_from_db()
    assert (bubble.state, set(bubble.files)) == ("done", {"m4a", "captions", "mp4"})
    progress = client.get(re.search(r'hx-get="([^"]+)"', page)[1].replace("&amp;", "&"))
    came = progress.content.decode()
    assert came.count('hx-swap-oob="true"') == 2
    assert "hx-get" not in came
    for link in re.findall(r'<(?:audio|video)[^>]* src="([^"]+)"', came):
        media = client.get(link)
        assert media.status_code == 200
        assert media["Content-Type"] in ("audio/mp4", "video/mp4")
    captions = client.get(in_school.url(f"bubbles/{bubble.pk}/captions.vtt"))
    assert captions.content.startswith(b"WEBVTT")
    ends = [sentence["end_s"] for sentence in bubble.sentences]
    assert 0 < ends[0] <= bubble.duration_s == pytest.approx(ends[-1], abs=1)

    def never(*args, **kwargs):
        raise AssertionError("it was rendered again")

    monkeypatch.setattr(segment_cache, "render_segment", never)
    Bubble.objects.all().delete()
    again = have(client, in_school, section, "explain").content.decode()
    assert "<audio" in again
    assert "<video" in again
    assert Bubble.objects.get().was_cached
    assert not Job.objects.active().exists()


def test_a_section_is_read_in_its_own_words_by_its_teacher(book, in_school, sign_in, quick):
    client = sign_in(in_school.dana)
    left, right = section_of(book, position=1), section_of(book, position=2)
    page = have(client, in_school, left, "read").content.decode()
    assert "Ada reads" in page
    assert "The photosphere is the part of the Sun that we see." in page
    have(client, in_school, right, "read")
    said = [sentence["text"] for sentence in Bubble.objects.get(section_id=right.pk).sentences]
    assert said == [
        "Granules are the tops of columns of hot gas.",
        "Each lives some eight minutes.",
    ]


def test_it_is_made_once_for_all_and_known_ahead(book, in_school, sign_in, quick):
    section = section_of(book, position=1)
    first = have(sign_in(in_school.dana), in_school, section, "read")
    client = sign_in(in_school.bob)
    assert "data-ready" not in client.get(url_of(in_school, section, "teacher")).content.decode()
    work()
    ahead = client.get(url_of(in_school, section, "teacher")).content.decode()
    assert 'data-ready="read"' in ahead
    have(client, in_school, section, "read")
    assert (first.status_code, quick, Bubble.objects.count()) == (200, ["read 0"], 1)


def test_what_failed_says_so_and_is_tried_again(book, in_school, sign_in, quick, monkeypatch):
    def mute(bubble, folder):
        raise ProviderError("The voice does not know this word.", retryable=False)

    client, section = sign_in(in_school.dana), section_of(book, position=1)
    with monkeypatch.context() as broken:
        broken.setattr("lessons.bubbles.making.speak", mute)
        have(client, in_school, section, "read")
        work()
    bubble = Bubble.objects.get()
    assert (bubble.state, bubble.files) == ("failed", {})
    progress = in_school.url(f"bubbles/{bubble.pk}/progress/")
    page = client.get(progress).content.decode()
    assert "The voice does not know this word." in page
    client.post(re.search(r'hx-post="([^"]+)"', page)[1], headers=HTMX)
    work()
    bubble.refresh_from_db()
    assert (bubble.state, bubble.problem) == ("done", "")


def test_a_killed_worker_leaves_it_to_the_next(book, in_school, sign_in, quick):
    """Its job is lost with it, and found by the sweep."""
    have(sign_in(in_school.dana), in_school, section_of(book, position=1), "read")
    Job.objects.all().delete()
    jobs.sweep()
    work()
    assert Bubble.objects.get().state == "done"


def test_what_was_read_anew_is_written_anew(book, in_school, sign_in, quick):
    client, section = sign_in(in_school.dana), section_of(book, position=1)
    have(client, in_school, section, "read")
    work()
    Section.objects.filter(pk=section.pk).update(text="The Sun is a star.")
    Source.objects.filter(pk=book.pk).update(version=book.version + 1)
    page = have(client, in_school, section, "read").content.decode()
    assert "The Sun is a star." in page
    bubble = Bubble.objects.get()
    assert (bubble.state, bubble.files, bubble.version) == ("queued", {}, book.version + 1)


def test_what_says_nothing_is_refused_in_the_bubble(book, in_school, sign_in):
    section = section_of(book, position=1)
    Section.objects.filter(pk=section.pk).update(text="")
    response = have(sign_in(in_school.dana), in_school, section, "read")
    assert (response.status_code, Bubble.objects.count()) == (422, 0)
    assert "There are no words here to read." in response.content.decode()


@pytest.mark.parametrize("what", ["teacher", "bubbles/read", "ask"])
def test_of_another_organization_it_is_not_there(book, in_school, charlie, sign_in, what):
    section, client = section_of(book), sign_in(charlie)
    hillside = charlie.memberships.get(organization__type="school").organization
    url = url_of(in_school, section, what)
    theirs = url.replace(f"/{in_school.organization.slug}/", f"/{hillside.slug}/")
    for address in (url, theirs):
        send = client.post if what.startswith("bubbles") else client.get
        assert send(address).status_code == 404
    assert sign_in(in_school.dana).get(url_of(in_school, section, "teacher")).status_code == 200


def test_a_question_there_is_about_its_pages_alone(book, in_school, sign_in):
    client, section = sign_in(in_school.dana), section_of(book, page=1, position=1)
    url = url_of(in_school, section, "ask")
    asked = client.post(url, {"question": "How long does a granule live?"}, headers=HTMX)
    session = ChatSession.objects.get()
    assert asked.status_code == 200
    assert (session.source_ids, session.pages) == ([book.pk], (1, 1))
    client.post(url, {"question": "And what lies above it?"}, headers=HTMX)
    assert ChatSession.objects.count() == 1
    assert "How long does a granule live?" in client.get(url, headers=HTMX).content.decode()
    whole = client.get(in_school.url(f"library/{book.pk}/")).content.decode()
    assert "How long does a granule live?" not in whole


def prepare(client, school, source: Source, node: int = 1):
    url = school.url(f"library/{source.pk}/nodes/{keys.node_id(source.pk, node)}/prepare/")
    return client.post(url, headers=HTMX)


def test_a_chapter_is_prepared_and_says_what_was_there(book, in_school, sign_in, quick, settings):
    client = sign_in(in_school.bob)
    have(client, in_school, section_of(book, position=1), "read")
    work()
    quick.clear()
    settings.JOB_SLICE_S = 0  # one bubble a slice: it goes on where it was
    assert "Waiting to be prepared" in prepare(client, in_school, book).content.decode()
    prepare(client, in_school, book)  # a second click
    work()
    preparation = Preparation.objects.get()
    counts = (preparation.state, preparation.total, preparation.done, preparation.cached)
    assert counts == ("done", 6, 6, 1)
    assert preparation.made == len(quick) == Bubble.objects.filter(state="done").count() - 1
    contents = client.get(in_school.url(f"library/{book.pk}/contents/?page=0")).content.decode()
    assert f"Prepared: {preparation.made} made, 1 there already." in contents
    prepare(client, in_school, book)
    work()
    assert Preparation.objects.order_by("created_at").last().made == 0


def test_it_is_stopped_and_what_is_made_stays(book, in_school, sign_in, quick, settings):
    client = sign_in(in_school.bob)
    settings.JOB_SLICE_S = 0
    page = prepare(client, in_school, book).content.decode()
    jobs.work("rendering")
    preparation = Preparation.objects.get()
    stopped = client.post(
        in_school.url(f"preparations/{preparation.pk}/cancel/"), headers=HTMX
    ).content.decode()
    assert "Preparing" not in stopped
    assert "Stopped at 1 of 6" in stopped
    work()
    assert (len(quick), Bubble.objects.count()) == (1, 1)
    assert "hx-get" in page


def test_students_prepare_nothing_and_are_offered_nothing(book, in_school, sign_in):
    client = sign_in(in_school.dana)
    assert prepare(client, in_school, book).status_code == 403
    contents = in_school.url(f"library/{book.pk}/contents/?page=0")
    assert "Prepare" not in client.get(contents).content.decode()
    assert "Prepare this chapter" in sign_in(in_school.bob).get(contents).content.decode()


def test_who_waits_at_a_page_goes_before_a_chapter(book, in_school, sign_in, quick, settings):
    client = sign_in(in_school.bob)
    settings.JOB_SLICE_S = 0
    prepare(client, in_school, book)
    jobs.work("rendering")
    have(client, in_school, section_of(book, page=1, position=1), "read")
    jobs.work("rendering")
    assert quick == ["read 0", "read 1"]


@pytest.mark.slow
def test_bubbles_go_with_their_source_and_their_files_with_the_last(
    sun, in_school, charlie, sign_in
):
    section = section_of(sun)
    have(sign_in(in_school.dana), in_school, section, "read")
    hillside = charlie.memberships.get(organization__type="school").organization
    with scope(hillside.pk):
        theirs = add_sun_book(hillside, charlie)
        other = section_of(theirs)
    work()
    client = sign_in(charlie)
    url = f"/o/{hillside.slug}/library/{theirs.pk}/sections/{other.pk}/bubbles/read/"
    assert "<video" in client.post(url, headers=HTMX).content.decode()  # the cache is for all
    key = CachedSegment.objects.get().pk
    for organization, source in ((in_school.organization, sun), (hillside, theirs)):
        assert storage.exists(f"segments/{key}/alone.mp4")
        with scope(organization.pk):
            delete_source(source)
        while jobs.work("ingestion") or jobs.work("default"):
            pass
    assert not storage.exists(f"segments/{key}/alone.mp4")
    assert not CachedSegment.objects.exists()
