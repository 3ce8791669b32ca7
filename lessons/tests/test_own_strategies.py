"""A teacher's own way of teaching: it extends a global one, keeps its versions, and is theirs."""

import pytest

from lessons.models import Lesson, LessonRequest, Strategy, StrategyVersion
from lessons.strategies.own.finding import item_mix, strategy_of
from lessons.tests.factories import add_lesson, make_strategy, strategy_form
from lessons.tests.test_pipeline import add_sun_book, ask_for, make
from library.tests.factories import add_book
from organizations.tests.factories import add_class, membership
from project.errors import Invalid


@pytest.fixture
def page(in_school):
    return in_school.url("strategies/")


@pytest.fixture
def bob(in_school):
    return membership(in_school.organization, in_school.bob)


def test_it_works(page, in_school, sign_in):
    """Made from a form, looked at before, and used for a lesson."""
    client = sign_in(in_school.bob)
    new = f"{page}new/?base=inquiry"
    sent = strategy_form("inquiry", name="Asking", forbidden="by the way\n\nanyhow", tone="Dry.")
    sent |= {"time_engage": 50, "time_explain": 35, "items_choice": 50, "items_short_answer": 30}
    seen = client.post(new, sent | {"do": "preview"})
    assert seen.status_code == 200 and not Strategy.objects.exists()
    text = seen.content.decode()
    assert "Nothing is saved yet" in text and "50%, 22 minutes of 45" in text
    assert client.post(new, sent).status_code == 302
    row = Strategy.objects.get()
    kept = strategy_of(row.key).spec
    assert (kept.extends.key, kept.extends.version, kept.version) == ("inquiry", 1, 1)
    assert [phase.time for phase in kept.phases] == [50, 35, 15]
    assert [each.words for each in kept.forbidden][-2:] == ["by the way", "anyhow"]
    assert item_mix(row.key) == {"choice": 50, "short_answer": 30, "ordering": 20}
    kept_otherwise = StrategyVersion.objects.get().overrides
    assert kept_otherwise.keys() == {"phases", "items", "tone", "forbidden"}
    book = add_book(in_school.organization, in_school.bob)
    lesson = {"part": "whole", "modalities": "text", "strategy": row.key, "language": "en"}
    asked = client.post(in_school.url(f"lessons/new/?source={book.pk}"), lesson)
    assert asked.status_code == 302
    request = LessonRequest.objects.get()
    assert (request.strategy, request.strategy_version) == (row.key, 1)
    assert request.lesson.strategy_version == 1


def test_a_change_is_a_version_and_lessons_keep_theirs(page, bob, in_school, sign_in):
    row = make_strategy(bob, overrides={"tone": "Dry."})
    client = sign_in(in_school.bob)
    edit = f"{page}{row.pk}/edit/"
    assert client.get(edit).context["form"]["tone"].value() == "Dry."
    same = strategy_form("inquiry", name=row.name, description=row.description, tone="Dry.")
    assert client.post(edit, same | {"used_by": "everybody"}).status_code == 302
    row.refresh_from_db()
    assert (row.version, row.used_by) == (1, "everybody")
    assert client.post(edit, same | {"time_summary": 0, "time_explain": 70}).status_code == 422
    assert client.post(edit, same | {"time_engage": 20, "time_explain": 65}).status_code == 302
    row.refresh_from_db()
    assert row.version == 2 and row.versions.count() == 2
    times = [[p.time for p in strategy_of(row.key, number).spec.phases] for number in (1, 2)]
    assert times == [[30, 55, 15], [20, 65, 15]]
    assert [p.time for p in strategy_of(row.key).spec.phases] == times[1]


def test_an_archived_one_makes_no_new_lesson_and_old_ones_keep_it(page, bob, in_school, sign_in):
    row = make_strategy(bob, used_by="everybody")
    client = sign_in(in_school.bob)
    assert client.post(f"{page}{row.pk}/archive/").status_code == 302
    book = add_book(in_school.organization, in_school.bob)
    url = in_school.url(f"lessons/new/?source={book.pk}")
    sent = {"part": "whole", "modalities": "text", "strategy": row.key, "language": "en"}
    assert client.post(url, sent).status_code == 422 and not Lesson.objects.exists()
    assert strategy_of(row.key, 1).label == "Asking"
    address = f"{page}{row.pk}/"
    assert address not in client.get(page).content.decode()
    assert address in client.get(f"{page}?show=archived").content.decode()
    client.post(f"{page}{row.pk}/restore/")
    assert client.post(url, sent).status_code == 302


def test_who_sees_it(page, bob, in_school, sign_in, charlie):
    """A teacher's own is theirs and the admins'; students and other organizations see nothing."""
    row = make_strategy(bob)
    url = f"{page}{row.pk}/"
    people = {name: getattr(in_school, name) for name in ("bob", "alice", "dana")}
    seen = {name: sign_in(person).get(url).status_code for name, person in people.items()}
    assert seen == {"bob": 200, "alice": 200, "dana": 403}
    assert sign_in(charlie).get(url).status_code == 404
    there = charlie.memberships.get().organization.slug
    elsewhere = sign_in(charlie).get(f"/o/{there}/strategies/{row.pk}/")
    assert elsewhere.status_code == 404


def test_a_class_is_taught_by_it(bob, in_school, sign_in):
    dana = membership(in_school.organization, in_school.dana)
    row, own = make_strategy(bob, used_by="everybody"), make_strategy(bob, name="Mine")
    school_class = add_class(bob, dana)
    client = sign_in(in_school.bob)
    settings = in_school.url(f"classes/{school_class.pk}/settings/")
    offered = dict(client.get(settings).context["form"].fields["strategy"].choices)
    assert offered[row.key] == "Asking" and own.key not in offered
    sent = {"name": "Physics", "strategy": row.key, "students_request_lessons": "on"}
    assert client.post(settings, sent).status_code == 302
    book = add_book(in_school.organization, in_school.bob)
    page = sign_in(in_school.dana).get(in_school.url(f"lessons/new/?source={book.pk}"))
    assert page.context["form"]["strategy"].value() == row.key
    assert "Mine" not in page.content.decode()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["corona"], 0),  # each point has sentences without it
        (["hydrogen", "energy", "photosphere", "temperature", "sunspots", "corona"], 6),
    ],
)
def test_a_lesson_is_repaired_once_and_what_is_left_is_said(
    words, left, bob, in_school, sign_in, settings
):
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    overrides = {"forbidden": [{"words": each} for each in words]}
    row = make_strategy(bob, "spiral_review", overrides=overrides)
    book = add_sun_book(in_school.organization, in_school.bob)
    lesson = make(ask_for(book, in_school.bob, ["text"], strategy=row.key))
    said = [each["text"] for segment in lesson.segments.all() for each in segment.sentences]
    assert any(word in text for text in said for word in words) == bool(left)
    assert len(lesson.strategy_failing) >= left and bool(lesson.strategy_failing) == bool(left)
    page = sign_in(in_school.bob).get(in_school.url(f"lessons/{lesson.pk}/")).content.decode()
    assert ("does not keep its way of teaching" in page) == bool(left)


def test_what_is_left_is_said_to_staff_alone(in_school, sign_in):
    failing = [{"rule": "length", "position": 3, "detail": "44", "text": "Long."}]
    book = add_book(in_school.organization, in_school.bob)
    lesson = add_lesson(book, in_school.bob, strategy_failing=failing)
    url = in_school.url(f"lessons/{lesson.pk}/")
    said = "Turn 3: a sentence has 44 words."
    assert said in sign_in(in_school.bob).get(url).content.decode()
    assert said not in sign_in(in_school.dana).get(url).content.decode()


def test_the_first_turns_stand_on_a_chosen_chapter(page, in_school, sign_in):
    add_book(in_school.organization, in_school.bob)
    client = sign_in(in_school.bob)
    shown = client.get(f"{page}global/socratic/")
    chapter = shown.context["chapters"][0][1][0][0]
    turns = client.get(f"{page}global/socratic/?chapter={chapter}").context["turns"]
    assert [turn.side for turn in turns[:2]] == ["left", "right"]
    assert turns[0].phase == "What you know"
    assert client.get(f"{page}global/hypnosis/").status_code == 404


def test_one_that_is_not_there(in_school):
    with pytest.raises(Invalid, match="inquiry"):
        strategy_of("asking-000000")
