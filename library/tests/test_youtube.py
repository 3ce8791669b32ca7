"""A video of YouTube, from its address to a citation at the second."""

import pytest
from django.core.management import call_command

from library.models import Page, Source, StructureNode
from library.retrieval.queries import Scope
from library.retrieval.search import search
from organizations import jobs
from organizations.scoping import scope, unscoped
from tests import model_server, youtube_server
from tests.youtube_server import VIDEO_ID

LEAVES = [
    "A leaf takes light.", "It splits water into its parts.", "What is left is air to breathe.",
    "In the dark it makes sugar.",
]  # fmt: skip
TALK = [(30.0 * at, 28.0, f"{words} So it goes on.") for at, words in enumerate(LEAVES)]
BY_HAND = """00:07.000 --> 00:12.000
By hand. So it goes on.

01:31.000 --> 01:33.000
Sugar."""
ADDRESS = f"https://youtu.be/{VIDEO_ID}?list=PL1&t=9"


@pytest.fixture
def youtube(settings, monkeypatch):
    with youtube_server.standing_in(settings, monkeypatch) as found:
        found.tracks = {"en": TALK, "a.en": TALK, "de": [(0.0, 5.0, "Ein Blatt nimmt Licht auf.")]}
        found.length_s = 120
        found.marked = [(0, "Light"), (60, "Air"), (90, "Sugar")]
        yield found


@pytest.fixture
def client_of(school, sign_in):
    client = sign_in(school.bob)

    def add(address: str = ADDRESS):
        sent = {"address": address, "audience": "everybody"}
        return client.post(school.url("library/addresses/"), sent, follow=True)

    client.add = add
    return client


def work_off() -> Source:
    with unscoped("the worker reads for whoever waits"):
        while jobs.work("ingestion") or jobs.work("default"):
            pass
        return Source.objects.get()


def test_it_works(school, youtube, client_of):
    said = client_of.add().content.decode()
    assert "without the playlist" in said
    assert youtube.asked == []  # a worker asks, and no request
    source = work_off()
    assert (source.kind, source.state, source.problem) == ("youtube", Source.State.READY, "")
    assert (source.title, source.authors) == ("How a leaf makes sugar", ["Plant School"])
    assert (source.language, source.duration_s, source.video_id) == ("en", 120, VIDEO_ID)
    with scope(school.organization.pk):
        [first, *_] = search("air to breathe", scope=Scope((source.pk,)))
        assert (first.reference, first.time) == ("at 1:00", (60.0, 88.0))
        parts = StructureNode.objects.filter(source=source, depth=1).order_by("position")
        assert [part.title for part in parts] == ["Light", "Air", "Sugar"]
        labels = Page.objects.filter(source=source).values_list("label", flat=True)
        assert sorted(labels) == ["0:00", "1:00", "1:30"]

    shown = client_of.get(school.url(f"library/{source.pk}/")).content.decode()
    assert f"https://www.youtube.com/watch?v={VIDEO_ID}" in shown
    assert "English, made by YouTube" in shown
    assert "already" in client_of.add(VIDEO_ID).content.decode()

    client_of.post(school.url(f"library/{source.pk}/track/"), {"track": "de"})
    assert work_off().language == "de"
    with scope(school.organization.pk):
        assert Page.objects.get(source=source).text == "Ein Blatt nimmt Licht auf."
    youtube.instead["watch"] = model_server.status(429)
    client_of.post(school.url(f"library/{source.pk}/track/"), {"track": "a.en"})
    source = work_off()
    assert (source.state, source.language) == (Source.State.READY, "de")
    shown = client_of.get(school.url(f"library/{source.pk}/")).content.decode()
    assert "could not be fetched again" in shown
    told = client_of.get(f"/api/v1/knowledge/{source.pk}/tracks").json()
    assert [(track["key"], track["is_used"]) for track in told] == [
        ("en", False), ("de", True), ("a.en", False),
    ]  # fmt: skip
    refused = client_of.post(school.url(f"library/{source.pk}/track/"), {"track": "fr"})
    assert refused.status_code == 422


def test_who_is_refused_is_told_why_and_may_try_again(school, youtube, client_of):
    youtube.playability = {"status": "LOGIN_REQUIRED", "reason": youtube_server.BOT}
    client_of.add()
    source = work_off()
    assert (source.state, source.problem_code) == (Source.State.FAILED, "youtube_blocked")
    assert source.title == "How a leaf makes sugar"
    assert "refuses to answer this server" in source.problem
    youtube.playability = {"status": "OK"}
    client_of.post(school.url(f"library/{source.pk}/retry/"))
    source = work_off()
    assert (source.state, source.problem_code) == (Source.State.READY, "")


def test_captions_that_people_gave_need_no_youtube(school, youtube, client_of):
    youtube.instead["captions"] = model_server.status(503)
    client_of.add()
    source = work_off()
    assert source.problem_code == "youtube_unreachable"
    assert source.title == "How a leaf makes sugar"
    shown = client_of.get(school.url(f"library/{source.pk}/")).content.decode()
    assert school.url(f"library/{source.pk}/captions/") in shown
    given = {"text": BY_HAND, "language": "en"}
    client_of.post(school.url(f"library/{source.pk}/captions/"), given)
    source = work_off()
    assert (source.state, source.problem) == (Source.State.READY, "")
    with scope(school.organization.pk):
        pages = Page.objects.filter(source=source).order_by("index")
        assert [(page.label, page.title, page.text) for page in pages] == [
            ("0:07", "Light", "By hand. So it goes on."), ("1:31", "Sugar", "Sugar."),
        ]  # fmt: skip
    client_of.post(school.url(f"library/{source.pk}/captions/"), {"do": "own"})
    assert work_off().problem_code == "youtube_unreachable"
    del youtube.instead["captions"]
    client_of.post(school.url(f"library/{source.pk}/retry/"))
    source = work_off()
    assert (source.state, source.captions_key) == (Source.State.READY, "")


@pytest.mark.parametrize("address", ["https://www.youtube.com/@school", "youtu.be/no"])
def test_an_address_without_a_video(client_of, address):
    answer = client_of.add(address)
    assert answer.status_code == 422
    assert "names no video" in answer.content.decode()


def test_the_command_takes_an_id(school, youtube):
    call_command("ingest", VIDEO_ID, "--as", school.bob.email, "--json")
    assert work_off().state == Source.State.READY
