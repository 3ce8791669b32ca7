"""What a bubble counts as for a student, and a prepared chapter for the organization."""

from billing.ledger.checking import check_ledger
from billing.models import Balance, Reservation
from lessons.bubbles import estimating
from lessons.models import Bubble, Preparation
from lessons.tests.test_bubbles import (  # noqa: F401  # fixtures
    HTMX,
    book,
    have,
    prepare,
    quick,
    section_of,
    work,
)
from organizations import jobs
from organizations.scoping import unscoped
from project.errors import ProviderError


def questions(user) -> int:
    row = Balance.objects.filter(holder=f"person:{user.pk}", meter="question").first()
    return row.used // 1000 if row else 0


def videos(school) -> tuple[int, int]:
    """(used, held) of the pool, in thousandths."""
    row = Balance.objects.filter(holder=f"organization:{school.organization.pk}").first()
    return (row.used, row.held) if row else (0, 0)


def is_right() -> bool:
    with unscoped("the ledger is the installation's"):
        return check_ledger(repair=False).is_clean


def test_what_has_to_be_made_counts_as_a_question_and_what_is_there_as_nothing(
    book, in_school, sign_in, quick  # noqa: F811
):  # fmt: skip
    client, section = sign_in(in_school.dana), section_of(book, position=1)
    page = client.get(in_school.url(f"library/{book.pk}/pages/0/")).content.decode()
    assert "counts as a question of today" in page
    made = have(client, in_school, section, "read").content.decode()
    assert "This was made for you: question 1 of today." in made
    work()
    again = have(client, in_school, section, "read").content.decode()
    assert "question 1" not in again
    assert questions(in_school.dana) == 1
    staff = sign_in(in_school.bob)
    assert "question" not in have(staff, in_school, section, "explain").content.decode()
    assert questions(in_school.bob) == 0  # the organization covers its teachers


def test_what_could_not_be_made_is_given_back_and_counts_when_it_is_tried_again(
    book, in_school, sign_in, quick, monkeypatch  # noqa: F811
):  # fmt: skip
    def mute(bubble, folder):
        raise ProviderError("The voice does not know this word.", retryable=False)

    client, section = sign_in(in_school.dana), section_of(book, position=1)
    with monkeypatch.context() as broken:
        broken.setattr("lessons.bubbles.making.speak", mute)
        have(client, in_school, section, "read")
        assert questions(in_school.dana) == 1
        work()
    assert questions(in_school.dana) == 0
    retry = in_school.url(f"bubbles/{Bubble.objects.get().pk}/retry/")
    for _ in range(2):  # a second click counts nothing
        client.post(retry, headers=HTMX)
    work()
    assert (Bubble.objects.get().state, questions(in_school.dana)) == ("done", 1)
    assert is_right()


def test_beyond_the_day_s_nothing_is_begun_and_the_bubble_says_why(
    book, in_school, sign_in, quick  # noqa: F811
):  # fmt: skip
    client = sign_in(in_school.dana)
    have(client, in_school, section_of(book, position=1), "read")
    Balance.objects.filter(meter="question").update(used=30_000)
    refused = have(client, in_school, section_of(book, position=2), "read")
    assert refused.status_code == 422
    assert "30 of 30 questions of today are asked." in refused.content.decode()
    assert in_school.url("plan/") in refused.content.decode()
    assert Bubble.objects.count() == 1


def test_a_chapter_is_estimated_and_counts_as_one_video_by_what_was_missing(
    book, in_school, sign_in, quick, settings  # noqa: F811
):  # fmt: skip
    in_school.organization.monthly_video_limit = 2
    in_school.organization.save()
    client = sign_in(in_school.bob)
    contents = in_school.url(f"library/{book.pk}/contents/?page=0")
    have(client, in_school, section_of(book, position=1), "read")
    work()
    before = client.get(contents).content.decode()
    assert "To make: 5 clips, about 1 min of work" in before
    assert "It counts as 83% of one video of everybody here" in before
    assert "0 of 2" in before
    prepare(client, in_school, book)
    assert videos(in_school) == (0, 1000)
    settings.JOB_SLICE_S = 0
    work()
    preparation = Preparation.objects.get()
    assert videos(in_school) == (round(1000 * preparation.made / 6), 0)
    assert "preparing it again costs nothing" in client.get(contents).content.decode()
    assert is_right()


def test_where_no_video_is_left_a_chapter_is_refused_in_its_panel(
    book, in_school, sign_in, quick  # noqa: F811
):  # fmt: skip
    in_school.organization.monthly_video_limit = 0
    in_school.organization.save()
    refused = prepare(sign_in(in_school.bob), in_school, book)
    assert refused.status_code == 422
    assert "No video is left for it" in refused.content.decode()
    assert not Preparation.objects.exists()
    assert not Reservation.objects.exists()


def test_one_that_is_stopped_gives_back_what_was_not_made(
    book, in_school, sign_in, quick, settings  # noqa: F811
):  # fmt: skip
    client = sign_in(in_school.bob)
    settings.JOB_SLICE_S = 0
    prepare(client, in_school, book)
    jobs.work("rendering")
    preparation = Preparation.objects.get()
    assert estimating.rate().is_measured is False
    client.post(in_school.url(f"preparations/{preparation.pk}/cancel/"), headers=HTMX)
    assert videos(in_school) == (167, 0)
    assert Reservation.objects.get().state == "settled"
