"""What students see, read, practise and master; reviews; what items were like."""

# ruff: noqa: F401, F811  fixtures that are imported

import csv
import json
import random
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lessons.assigning import attempts as attempting
from lessons.models import Answered, Assignment, Attempt, Coverage, Mastery, Recall
from lessons.progress import practising, reporting
from lessons.progress.mastery import MASTERED, Belief, at_time, observe
from lessons.progress.memory import RECALL, Trace, after
from lessons.progress.selectors import progress_of_child, progress_of_student
from lessons.progress.statistics import Sheet, analyse
from lessons.tests.factories import add_lesson
from lessons.tests.test_assignments import (
    HOUR,
    assign,
    assigned,
    begin,
    book,
    local,
    names_of,
    page,
    quiz,
    school_class,
)
from library.ingestion import keys
from organizations.models import ClassMember, Relationship
from organizations.tests.factories import add_people, membership
from project.errors import NotFound

DAY = timedelta(days=1)
NOW = timezone.now()


# ---- Watching and reading.
@pytest.fixture
def lesson(in_school, book):
    return add_lesson(book, in_school.bob, files={}, duration_s=600)


def opened(student, subject_id, ago_s: float) -> str:
    """The stamp of a page that was opened so long ago."""
    return reporting.stamp(student, subject_id, opened=timezone.now() - timedelta(seconds=ago_s))


def watched(client, school, lesson, stamp, ranges) -> int:
    sent = {"stamp": stamp, "ranges": json.dumps(ranges)}
    return client.post(school.url(f"lessons/{lesson.pk}/watched/"), sent).status_code


def test_what_was_watched_is_merged_and_takes_its_time(in_school, lesson, sign_in):
    student, client = membership(in_school.organization, in_school.dana), sign_in(in_school.dana)
    stamp = opened(student, lesson.pk, ago_s=60)

    def report(*ranges, stamp=stamp):
        return watched(client, in_school, lesson, stamp, ranges)

    assert report([0, 600_000]) == 409  # ten minutes within one
    assert not Coverage.objects.exists()
    assert report([0, 20_000], [15_000, 30_000], [50_000, 40_000]) == 204
    assert report([0, 30_000]) == 204  # again
    assert report([590_000, 900_000]) == 204  # the last ten seconds, and not beyond the end
    assert Coverage.objects.get().covered == [[0, 30_000], [590_000, 600_000]]
    assert report([0, 150_000]) == 409  # 20 s of the minute are used up: 80 s at double speed
    assert report([0, 100_000]) == 204
    assert report([100_000, 140_000], stamp=opened(student, lesson.pk, ago_s=60)) == 409
    other = membership(in_school.organization, in_school.bob)
    assert report([0, 1], stamp=opened(other, lesson.pk, ago_s=60)) == 422
    assert report([0, 1], stamp="made up") == 422
    with CaptureQueriesContext(connection) as told:
        subject = reporting.subject_of_lesson(lesson)
        assert reporting.report(student, subject, [(0, 5_000)], stamp)
    assert len(told) == 1


def test_a_page_is_read_that_was_in_view_long_enough(in_school, book, sign_in):
    student, client = membership(in_school.organization, in_school.dana), sign_in(in_school.dana)
    url, stamp = in_school.url(f"library/{book.pk}/read/"), opened(student, book.pk, ago_s=9)
    both = {"stamp": stamp, "ranges": "[[0,2]]"}
    assert client.post(url, both).status_code == 409  # two pages in nine seconds
    assert client.post(url, both | {"ranges": "[[0,1]]"}).status_code == 204
    assert client.post(url, both | {"ranges": "nonsense"}).status_code == 422
    assert Coverage.objects.get().covered == [[0, 1]]
    reader = page(client, in_school, f"library/{book.pk}/pages/0/")
    assert f'data-url="{url}"' in reader
    assert "data-reports" not in page(
        sign_in(in_school.bob), in_school, f"library/{book.pk}/pages/0/"
    )


# ---- The estimates, by simulated students.
def simulated(knows_after: int, answers: int, luck: random.Random) -> Belief:
    """Who answers as the model says, of items with four options, one a day."""
    belief = Belief()
    for n in range(answers):
        is_right = luck.random() < (0.9 if n >= knows_after else 0.25)
        belief = observe(belief, share=float(is_right), guess=0.25, at=NOW + n * DAY)
    return belief


def test_mastery_tells_who_knows_from_who_guesses():
    luck = random.Random(7)
    knowing = [simulated(0, 12, luck).probability for _student in range(300)]
    guessing = [simulated(99, 12, luck).probability for _student in range(300)]
    learning = [simulated(6, 18, luck).probability for _student in range(300)]
    assert sum(p >= MASTERED for p in knowing) > 0.9 * 300
    assert sum(p >= MASTERED for p in guessing) < 0.1 * 300
    assert sum(p >= MASTERED for p in learning) > 0.85 * 300
    told_apart = sum(k > g for k in knowing for g in guessing) / 300**2
    assert told_apart > 0.97


def test_mastery_counts_halves_and_is_forgotten():
    right, half, wrong = (
        observe(Belief(), share=share, guess=0.0, at=NOW).probability for share in (1, 0.5, 0)
    )
    assert right > half > wrong
    later = [at_time(Belief(0.95, 9, NOW), NOW + n * DAY).probability for n in (0, 30, 90, 900)]
    assert later == sorted(later, reverse=True)
    assert later[2] == pytest.approx(0.6)
    assert later[3] == pytest.approx(0.25, abs=0.01)


def test_what_is_recalled_comes_back_later_each_time():
    trace, gaps = after(None, share=1, mastery=0.5, at=NOW), []
    for _review in range(6):
        gaps.append(trace.due_at - trace.at)
        assert trace.recall(trace.due_at) == pytest.approx(RECALL)
        trace = after(trace, share=1, mastery=0.8, at=trace.due_at)
    assert gaps == sorted(gaps)
    assert gaps[0] > DAY
    assert gaps[-1] > 30 * DAY
    early = after(trace, share=1, mastery=0.8, at=trace.at + timedelta(minutes=1))
    assert (
        early.half_life_days < trace.half_life_days * 1.01
    )  # nothing is gained by answering twice
    assert after(trace, share=0, mastery=0.8, at=trace.due_at).half_life_days < trace.half_life_days
    weak = after(Trace(5, NOW), share=1, mastery=0.2, at=NOW + 2 * DAY)
    strong = after(Trace(5, NOW), share=1, mastery=0.9, at=NOW + 2 * DAY)
    assert weak.due_at < strong.due_at


# ---- From an attempt to progress and to a review.
@pytest.fixture
def answered(in_school, assigned, sign_in) -> Attempt:
    """The choice is right, the short answer waits."""
    client = sign_in(in_school.dana)
    attempt = begin(client, in_school, assigned)
    first, second = names_of(assigned)
    url = in_school.url(f"attempts/{attempt.pk}/submit/")
    client.post(url, {first: "0", second: "hot gas"})
    attempt.refresh_from_db()
    return attempt


def test_an_attempt_tells_of_its_objective(in_school, assigned, answered, sign_in):
    """By the part of the book that the item's page is in; anew when a teacher has marked."""
    told = Mastery.objects.get()
    assert (told.objective_id, told.answers) == (keys.node_id(assigned.source_id, 2), 1)
    assert told.title == "15.1 The Structure of the Sun"
    practising.note([answered])
    assert Answered.objects.count() == 1
    attempting.mark_by_teacher(answered, {assigned.items[1]["id"]: 0})
    again = Mastery.objects.get()
    assert again.answers == 2
    assert again.probability < told.probability
    shown = page(sign_in(in_school.dana), in_school, "progress/")
    assert "15.1 The Structure of the Sun" in shown
    assert "few answers" in shown
    teacher = sign_in(in_school.bob)
    teacher.post(in_school.url(f"assignments/{assigned.pk}/delete/"))
    assert not Mastery.objects.exists()


def test_a_review_asks_what_is_due(in_school, assigned, answered, sign_in):
    client = sign_in(in_school.dana)
    assert "Nothing is due today" in page(client, in_school, "review/")
    Answered.objects.update(at=timezone.now() - 5 * DAY)
    practising.tell(practising.pairs_of(assigned))
    recall = Recall.objects.get()
    assert recall.due_at < timezone.now()
    assert f"review/{recall.pk}/" in page(client, in_school, "review/")
    url, sent = in_school.url(f"review/{recall.pk}/"), {names_of(assigned)[0]: "1"}
    result = client.post(url, sent).content.decode()
    assert "Not right" in result
    assert f"/library/{assigned.source_id}/pages/0/?quote=Granules" in result
    assert client.post(url, sent).status_code == 409  # sent twice
    assert (Answered.objects.count(), Mastery.objects.get().answers) == (2, 2)
    recall.refresh_from_db()
    assert recall.due_at > timezone.now()
    Recall.objects.update(due_at=timezone.now())
    Assignment.objects.update(feedback="never")  # what was right is not theirs to see
    assert "Nothing is due today" in page(client, in_school, "review/")
    assert client.post(url, sent).status_code == 404


def test_seen_and_read_are_of_the_objective(in_school, book, lesson, school_class, sign_in):
    """Half of what is said on it, one of its two pages."""
    teacher = sign_in(in_school.bob)
    assign(teacher, in_school, "lesson", lesson, school_class)
    student, now = membership(in_school.organization, in_school.dana), timezone.now()
    [row] = progress_of_student(student).rows
    assert (row.measures.seen, row.measures.read, row.measures.mastery) == (0, 0, None)
    facts = {"organization": in_school.organization, "student": student}
    facts |= {"credited_until": now, "reported_at": now}
    spans = row.objective.spans
    whole = sorted((first, after) for _lesson, first, after in spans)
    half = [[whole[0][0], whole[0][0] + row.objective.length // 2]]
    Coverage.objects.create(lesson=lesson, covered=half, **facts)
    Coverage.objects.create(source_id=book.pk, covered=[[1, 2]], **facts)
    [row] = progress_of_student(student).rows
    assert row.measures.seen == pytest.approx(0.5, abs=0.01)
    assert row.measures.read == 0.5


def test_a_class_opens_in_a_fixed_number_of_queries(
    in_school,
    assigned,
    answered,
    school_class,
    sign_in,
):
    url, client = f"classes/{school_class.pk}/progress/", sign_in(in_school.bob)

    def queries() -> int:
        with CaptureQueriesContext(connection) as told:
            assert "15.1 The Structure of the Sun" in page(client, in_school, url)
        return len(told)

    few, here = queries(), in_school.organization
    add_people(here, 59)
    pupils = list(here.memberships.filter(user__name__startswith="Pupil"))
    ClassMember.objects.bulk_create(
        ClassMember(organization=here, school_class=school_class, membership=each, part="student")
        for each in pupils
    )
    told = Mastery.objects.get()
    facts = {"organization": here, "objective_id": told.objective_id, "at": timezone.now()}
    Mastery.objects.bulk_create(
        Mastery(student=each, probability=0.9, answers=3, **facts) for each in pupils
    )
    assert queries() == few
    shown = page(client, in_school, url)
    assert "59 / 60" in shown
    assert client.get(in_school.url(f"{url}{pupils[0].pk}/")).status_code == 200
    nobodys = membership(here, in_school.alice).pk
    assert client.get(in_school.url(f"{url}{nobodys}/")).status_code == 404


def test_only_who_answers_for_a_child_sees_them(in_school, answered):
    here = in_school.organization
    child, adult = membership(here, in_school.dana), membership(here, in_school.alice)
    with pytest.raises(NotFound):
        progress_of_child(adult, child.pk)
    link = Relationship.objects.create(
        organization=here, kind="guardian", adult=adult, child=child, made="hand"
    )
    assert progress_of_child(adult, child.pk).rows
    Relationship.objects.filter(pk=link.pk).update(ended_at=timezone.now())
    with pytest.raises(NotFound):
        progress_of_child(adult, child.pk)


# ---- What items were like.
def test_items_are_told_apart_by_who_answers_them():
    """A good item, one without sense, and one that the best get wrong."""
    luck, options = random.Random(3), [{"text": t, "is_key": t == "a"} for t in "abcd"]
    items = [{"id": n, "points": 1, "options": options, "stem": n} for n in ("good", "odd", "bad")]
    items += [{"id": f"rest{n}", "points": 1, "options": [], "stem": ""} for n in range(8)]
    sheets = []
    for _student in range(200):
        skill = luck.random()
        shares = {f"rest{n}": float(luck.random() < skill) for n in range(8)}
        shares["good"], shares["bad"] = float(luck.random() < skill), float(luck.random() > skill)
        shares["odd"] = float(luck.random() < 0.5)
        sheets.append(Sheet(shares, {"good": [0 if shares["good"] else 2]}))
    good, odd, bad, *_rest = analyse(items, sheets)
    assert good.discrimination > 0.3 > 0.15 > abs(odd.discrimination)
    assert bad.discrimination < -0.3
    assert good.difficulty == pytest.approx(0.5, abs=0.1)
    key, _unchosen, wrong, _other = good.options
    assert (good.group, key.upper > key.lower, wrong.lower > wrong.upper) == (54, True, True)
    assert analyse(items[:1], sheets[:5])[0].is_few
    assert analyse(items[:1], sheets[:15])[0].discrimination is None
    # By hand: shares 1 1 0 0 against rests 3 1 2 0 (five of each, to be enough).
    four = [(1, 3), (1, 1), (0, 2), (0, 0)] * 5
    by_hand = [Sheet({"x": float(x), "y": y / 3}) for x, y in four]
    pair = [{"id": "x", "points": 1, "options": []}, {"id": "y", "points": 3, "options": []}]
    assert analyse(pair, by_hand)[0].discrimination == pytest.approx(1 / 5**0.5)


def test_a_quiz_shows_what_its_items_were_like(
    in_school,
    quiz,
    assigned,
    answered,
    sign_in,
):
    client = sign_in(in_school.bob)
    shown = page(client, in_school, f"artifacts/{quiz.pk}/")
    assert "1 first attempt, of your classes." in shown
    assert "too few" in shown
    response = client.get(in_school.url(f"artifacts/{quiz.pk}/statistics.csv"))
    _heads, line, _short = csv.reader(StringIO(response.getvalue().decode()))
    assert line[:4] == ["1", "Granules?", "1", "1.000"]
    assert line[5:] == ["Rise*", "1", "0", "0", "Sink", "0", "0", "0"]
    assert "How it was answered" not in page(
        sign_in(in_school.dana), in_school, f"artifacts/{quiz.pk}/"
    )


# ---- Assignments after they were given.
def test_an_assignment_changes_after_it_was_given(in_school, assigned, sign_in):
    """Longer for attempts that are open too, shorter for new ones only; closed, they are in."""
    attempt = begin(sign_in(in_school.dana), in_school, assigned)
    began, teacher = attempt.began_at, sign_in(in_school.bob)
    url = in_school.url(f"assignments/{assigned.pk}/edit/")
    terms = {"opens_at": local(assigned.opens_at), "attempts_allowed": 3, "feedback": "never"}

    def change(**more):
        response = teacher.post(url, terms | more)
        attempt.refresh_from_db()
        return response.status_code

    assert change(time_limit_min=60) == 302
    assert attempt.ends_at == began + HOUR
    assert change(time_limit_min=5) == 302
    assert attempt.ends_at == began + HOUR
    assigned.refresh_from_db()
    assert (assigned.time_limit_min, assigned.attempts_allowed) == (5, 3)
    assert change(opens_at=local(timezone.now() + HOUR)) == 422
    assert change(closes_at=local(timezone.now() - HOUR / 4)) == 302
    assert attempt.state == "marked"
    assert "Missing" not in page(sign_in(in_school.dana), in_school, "assignments/")


def test_people_without_a_class_are_assigned_to(in_school, quiz, sign_in, charlie):
    here, teacher = in_school.organization, sign_in(in_school.alice)
    dana = membership(here, in_school.dana)
    url = in_school.url(f"assignments/new/?kind=quiz&subject={quiz.pk}&to=people")
    sent = {"opens_at": local(timezone.now() - HOUR), "attempts_allowed": 1, "feedback": "at_once"}
    assert teacher.post(url, sent).status_code == 422
    stranger = charlie.memberships.get()
    assert teacher.post(url, sent | {"people": [stranger.pk]}).status_code == 422
    assert teacher.post(url, sent | {"people": [dana.pk]}).status_code == 302
    made = Assignment.objects.get()
    assert (made.school_class_id, made.is_for_some) == (None, True)
    assert "=Quiz" in page(teacher, in_school, "assignments/")
    assert "Dana" in page(teacher, in_school, f"assignments/{made.pk}/")
    assert "=Quiz" in page(sign_in(in_school.dana), in_school, "")
    detail = in_school.url(f"assignments/{made.pk}/")
    assert sign_in(in_school.bob).get(detail).status_code == 404  # neither made it nor runs all
