"""A sentence or two by a language model on each scene, where one is set for that."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from billing.models import ProviderCall
from library import services, uploads
from library.ingestion.recordings import summaries
from library.ingestion.stages.recordings import summarise
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.tests import clips
from library.models import ContentAtom, Ingestion, Page, Section, Source
from organizations import jobs
from organizations.models import Job
from project import storage
from tests.model_fixtures import endpoint, server  # noqa: F401  fixtures
from tests.model_server import says, status

pytestmark = pytest.mark.usefixtures("across")

SAID = (
    "Granules are the tops of columns of hot gas that rise, cool and sink again in minutes.",
    "A sunspot is a cooler place on the Sun, and it looks dark beside what is around it there.",
    "The corona is the outer atmosphere, and people see it when the Moon covers the whole Sun.",
)
SUMMARIES = (
    "What <b>granules</b> are & how their gas moves.",
    "Why a sunspot appears black.",
    "When somebody can look at the corona.",
)


def summed_up(*texts: str):
    scenes = [{"passage": n, "summary": text} for n, text in enumerate(texts, start=1)]
    return says(json.dumps({"scenes": scenes}))


@pytest.fixture
def film(school, tmp_path) -> Source:
    """Three scenes, in each of which something is said; read where no model is set."""
    pictures = clips.one_after_the_other([clips.film(seed) for seed in (1, 2, 3)], 2)
    captions = [(2 * n + 0.2, 2 * n + 1.8, text) for n, text in enumerate(SAID)]
    path = clips.make(tmp_path / "the-sun.mp4", seconds=6, picture=pictures, captions=captions)
    added = uploads.add_file(path=path, user=school.bob, organization=school.organization)
    return worked_off(added.source)


def read_again(source: Source) -> Source:
    services.start_ingestion(source)
    return worked_off(source)


def worked_off(source: Source) -> Source:
    while jobs.work("ingestion"):
        pass
    source.refresh_from_db()
    return source


def shown(source: Source) -> list[tuple[str, str]]:
    pages = Page.objects.filter(source=source).order_by("index")
    return list(pages.values_list("summary", "summary_by"))


def reading(source: Source) -> Ingestion:
    return Ingestion.objects.filter(source=source).order_by("-created_at")[0]


def test_it_works(film, school, sign_in, server, endpoint, settings):  # noqa: F811
    """Asked for each batch, recorded, shown as the model's; never a word of the recording."""
    assert shown(film) == [("", "")] * 3
    assert "summarise" not in reading(film).stages

    endpoint("fast", tries=1)
    settings.SCENE_MODEL = "fast"
    server.reply_with(summed_up(*SUMMARIES))
    read_again(film)
    assert (film.state, len(server.asked)) == (Source.State.READY, 1)
    assert all(text in server.asked[0].text for text in SAID)
    assert shown(film) == [(text, "fast-model") for text in SUMMARIES]
    [call] = ProviderCall.objects.filter(purpose="source.summarise")
    assert (call.person_id, call.request_id, call.organization_id) == (
        school.bob.pk, film.pk, school.organization.pk,
    )  # fmt: skip

    client = sign_in(school.dana)
    page = client.get(school.url(f"library/{film.pk}/pages/0/")).content.decode()
    assert "What &lt;b&gt;granules&lt;/b&gt; are &amp; how their gas moves." in page
    assert "language model fast-model" in page
    assert 'poster="' in page
    storage.delete(Kept(film).poster)
    page = client.get(school.url(f"library/{film.pk}/pages/0/")).content.decode()
    assert 'poster="' not in page, "nobody asks for what is not there"
    for model in (ContentAtom, Section, Page):  # nothing that is searched, cited or taught from
        assert model.objects.filter(source=film, text__contains="A sunspot is a cooler").exists()
        assert not model.objects.filter(source=film, text__contains="appears black").exists()

    read_again(film)
    assert len(server.asked) == 1, "what is known of the same words is not asked again"
    assert shown(film) == [(text, "fast-model") for text in SUMMARIES]
    section = Section.objects.get(source=film, page_index=0, kind="text")
    address = school.url(f"library/{film.pk}/pages/0/transcript/{section.pk}/0/")
    said = {"do": "say", "text": "Granules are gas.", "seen": "0", "begins": "0:00", "ends": "0:01"}
    assert sign_in(school.bob).post(address, said).status_code == 302
    assert shown(film)[0] == ("", ""), "it was of other words"


def test_a_model_that_fails_fails_no_reading(film, server, endpoint, settings, monkeypatch):  # noqa: F811
    """The receipt says how many are without; read again, only these are asked for."""
    monkeypatch.setattr(summarise, "A_BATCH", 1)
    endpoint("fast", tries=1)
    settings.SCENE_MODEL = "fast"
    server.reply_with(status(500), summed_up(SUMMARIES[1]), says("Certainly! Here you are."))
    read_again(film)
    assert (film.state, film.problem) == (Source.State.READY, "")
    assert shown(film) == [("", ""), (SUMMARIES[1], "fast-model"), ("", "")]
    [warning] = reading(film).receipt["warnings"]
    assert "No summaries were written of 2 scenes: " in warning

    before = len(server.asked)
    server.reply_with(summed_up(SUMMARIES[0]), summed_up("It lasts 900 years, says Dr. Quokka."))
    read_again(film)
    assert [asked.text.count("<<<") for asked in server.asked[before:]] == [2, 2]
    assert shown(film)[0] == (SUMMARIES[0], "fast-model")
    assert shown(film)[2] == ("", ""), "what has numbers and names of its own is left out"
    assert not reading(film).receipt["warnings"]


def test_a_killed_worker_loses_a_batch_at_most(film, server, endpoint, settings, monkeypatch):  # noqa: F811
    monkeypatch.setattr(summarise, "A_BATCH", 1)
    endpoint("fast", tries=1)
    settings.SCENE_MODEL = "fast"
    server.reply_with(*map(summed_up, SUMMARIES))
    write, asked = summaries.write, []

    def killed_at_the_second(*args):
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return write(*args)

    monkeypatch.setattr(summaries, "write", killed_at_the_second)
    services.start_ingestion(film)
    with pytest.raises(KeyboardInterrupt):
        worked_off(film)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    worked_off(film)
    assert shown(film) == [(text, "fast-model") for text in SUMMARIES]
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("summary", "is_held"),
    [
        ("Explains why granules rise within 8 minutes.", True),
        ("Explains why granules rise within nine minutes.", False),
        ("Explains what Galileo saw.", False),
        ("See www.granules.example for granules.", False),
        ("Granules. " * 60, False),
        (" ", False),
    ],
)
def test_a_summary_is_held_against_its_scene(summary, is_held):
    scene = summaries.Scene(0, "", "Granules are gas that rises for eight minutes.", "en")
    assert bool(summaries.held(summary, scene)) is is_held
