"""Quizzes and plans keep their strategy, are repaired once, and say what they do not keep; what a
sentence lists is asked about; a language model is not believed."""

import json

import pytest

from lessons.artifacts import manner
from lessons.artifacts.base import Draft, Kind, Place, Reading, Said, option
from lessons.artifacts.checking import check
from lessons.artifacts.makers.lists import listed_in, multiple
from lessons.artifacts.makers.similar import Similar
from lessons.models import Artifact
from lessons.strategies.registry import strategy
from lessons.strategies.spec import Forbidden, Spec
from lessons.tests.test_artifacts import asked, sun, work  # noqa: F401  # a fixture
from library.models import Page
from organizations.models import Job
from project.providers.registry import embedder
from tests.model_fixtures import calls, endpoint, pauses, server  # noqa: F401
from tests.model_server import says, status

LISTS = (
    "The inner planets are Mercury, Venus, Earth, and Mars.",
    "The largest moons of Jupiter are Io, Europa, Ganymede, and Callisto.",
    "A reflector consists of a mirror, a tube and an eyepiece.",
    "Mars and Ceres were seen by many people with a small telescope.",
)


def made(school, sign_in, source, **changes) -> Artifact:
    url = school.url(f"artifacts/new/?source={source.pk}")
    sign_in(school.bob).post(url, asked(**changes))
    work()
    artifact = Artifact.objects.latest("created_at")
    assert artifact.state == Artifact.State.DRAFT, artifact.problem
    return artifact


def test_two_strategies_on_one_chapter_differ_in_phases_and_items(in_school, sun, sign_in):  # noqa: F811
    kinds, phases = {}, {}
    for key in ("socratic", "direct_instruction"):
        quiz = made(in_school, sign_in, sun, strategy=key, count="5")
        kinds[key] = sorted(quiz.items.values_list("kind", flat=True))
        plan = made(in_school, sign_in, sun, strategy=key, kind="lesson_plan")
        phases[key] = [item.explanation for item in plan.items.all()]
    assert kinds["socratic"].count("short") == 4  # of five, as its 80%
    assert "short" not in kinds["direct_instruction"]
    assert {"choice", "cloze", "true_false"} <= set(kinds["direct_instruction"])
    assert phases["socratic"] != phases["direct_instruction"]


def test_what_the_pages_do_not_give_is_said_to_staff(in_school, sun, sign_in):  # noqa: F811
    quiz = made(in_school, sign_in, sun, strategy="feynman", count="20")
    [short] = [each for each in quiz.strategy_failing if each["rule"] == "mix"][:1]
    assert short["there"] < short["wanted"]
    url = in_school.url(f"artifacts/{quiz.pk}/")
    assert "the strategy asks for" in sign_in(in_school.bob).get(url).text
    sign_in(in_school.bob).post(f"{url}approve/")
    assert "the strategy asks for" not in sign_in(in_school.dana).get(url).text


def test_forbidden_words_are_replaced_once_and_what_is_left_is_said(
    in_school, sun, sign_in, monkeypatch  # noqa: F811
):  # fmt: skip
    first = made(in_school, sign_in, sun, count="4")
    stem = first.items.first().stem
    words = " ".join(stem.split()[:3])
    spec = strategy("direct_instruction").spec
    strict = spec.model_copy(update={"forbidden": (Forbidden(words=words),)})
    use(monkeypatch, strict)
    repaired = made(in_school, sign_in, sun, count="4")
    assert stem not in repaired.items.values_list("stem", flat=True)
    assert repaired.items.count() == 4
    use(monkeypatch, spec.model_copy(update={"forbidden": (Forbidden(words="the"),)}))
    left = made(in_school, sign_in, sun, count="12")
    assert "forbidden" in {each["rule"] for each in left.strategy_failing}


def use(monkeypatch, spec: Spec) -> None:
    way = type("Way", (), {"spec": spec})
    monkeypatch.setattr("lessons.artifacts.making.strategy_of", lambda key: way)


def test_the_mix_is_shared_out_by_the_largest_remainders():
    spec = strategy("mastery_learning").spec  # choice 50, cloze 20, numeric 20, true_false 10
    assert sum(manner.wanted(spec, 7).values()) == 7
    assert manner.wanted(spec, 10) == {"choice": 5, "cloze": 2, "numeric": 2, "true_false": 1}


# What a sentence lists


def said(text: str, position: int = 0) -> Said:
    place = Place("00000000-0000-0000-0000-000000000000", 0, "1", "p. 1", text, 0, len(text))
    return Said(text, place, "Planets", position)


def test_what_is_listed_is_chosen_among_what_is_not():
    reading = Reading("en", said=[said(text, n) for n, text in enumerate(LISTS)])
    drafts = list(multiple(reading, Similar(embedder("hashing-384"), "en")))
    planets = next(draft for draft in drafts if "planets" in draft.stem)
    assert planets.stem == "The inner planets are _____."
    keys = [each["text"] for each in planets.options if each["is_key"]]
    wrong = [each["text"] for each in planets.options if not each["is_key"]]
    assert keys == ["Mercury", "Venus", "Earth", "Mars"]
    assert 2 <= len(wrong) <= 3
    assert "Ceres" not in wrong  # it stands beside one of them elsewhere
    for draft in drafts:
        assert draft.kind == Kind.MULTIPLE
        assert check(draft, lambda source, page, text=draft.place.quote: text, "en") == []
    planted = Draft(
        Kind.MULTIPLE, planets.stem, planets.place, "x",
        options=[option("Io", is_key=True), *planets.options[1:]],
    )  # fmt: skip
    assert "unsupported" in check(planted, lambda source, page: LISTS[0], "en")


@pytest.mark.parametrize(
    "text",
    [
        "The planets are large and bright.",
        "They are Mercury, Venus (which is hot), Earth, and Mars.",
        "What we know are many things that we have seen over the years, Venus, and the Moon.",
    ],
)
def test_what_is_no_plain_list_is_left_alone(text):
    assert listed_in(said(text), "en") is None


# A language model


QUOTE = "The photosphere has a temperature of about 5800 kelvins."
GOOD = {
    "kind": "short", "stem": "How hot is the photosphere of the Sun?", "options": [],
    "accepted": ["about 5800 kelvins"], "explanation": "", "difficulty": 1,
    "passage_id": "1", "quote": QUOTE,
}  # fmt: skip
BAD = {
    "unsupported key": GOOD | {"stem": "How hot is it there?", "accepted": ["9000 kelvins"]},
    "invented quote": GOOD | {"stem": "Is it hot?", "quote": "The photosphere is very hot."},
    "no such passage": GOOD | {"stem": "Where is it?", "passage_id": "99"},
    "two right": GOOD
    | {
        "kind": "choice", "stem": "How hot is the Sun?", "accepted": [],
        "options": [
            {"text": text, "is_key": is_key, "feedback": ""}
            for text, is_key in (("5800 kelvins", True), ("photosphere", True), ("cold", False))
        ],
    },
}  # fmt: skip


@pytest.fixture
def writer(endpoint, settings, calls, pauses, server):  # noqa: F811
    """A language model on this machine writes first."""
    endpoint("fast", tries=1)
    settings.CHAT_MODEL = "fast"
    return server


def test_of_what_a_model_writes_only_what_the_page_says_is_kept(in_school, sun, sign_in, writer):  # noqa: F811
    writer.reply_with(says(json.dumps({"items": [*BAD.values(), GOOD]})))
    quiz = made(in_school, sign_in, sun, count="6")
    stems = set(quiz.items.values_list("stem", flat=True))
    assert GOOD["stem"] in stems
    assert not stems & {each["stem"] for each in BAD.values()}
    assert quiz.items.count() == 6  # the rest is made by rule
    assert "Tone: " in writer.asked[0].text


FAULTS = [says('{"items": [{"kind":'), says("Here it is."), says('{"rows": []}'), status(500)]


@pytest.mark.parametrize("fault", FAULTS)
def test_where_it_fails_nothing_is_made_and_it_is_asked_again(
    in_school, sun, sign_in, writer, fault  # noqa: F811
):  # fmt: skip
    writer.reply_with(fault)
    url = in_school.url(f"artifacts/new/?source={sun.pk}")
    sign_in(in_school.bob).post(url, asked(count="4"))
    work()
    quiz = Artifact.objects.get()
    assert quiz.items.count() == 0
    writer.reply_with(says(json.dumps({"items": [GOOD]})))
    if quiz.state == Artifact.State.FAILED:
        assert quiz.problem
        sign_in(in_school.bob).post(in_school.url(f"artifacts/{quiz.pk}/retry/"))
    Job.objects.update(run_after="2020-01-01T00:00Z")
    work()
    quiz.refresh_from_db()
    assert (quiz.state, quiz.items.count()) == ("draft", 4), quiz.problem
    assert Page.objects.count() == 1
