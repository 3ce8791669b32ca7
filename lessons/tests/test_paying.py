"""What a lesson and a question count as, and what is given back."""

from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from accounts.tokens import families, keys
from billing.models import Balance, HeldRequest, Reservation
from billing.tests.factories import subscribe, use
from billing.tests.test_ledger import checked
from lessons import segment_cache
from lessons.models import ChatMessage, Lesson, LessonRequest
from lessons.services.deleting import delete_lesson
from lessons.services.lessons import retry_lesson
from lessons.tests.test_ask import HTMX, Model
from lessons.tests.test_lesson_create import asked
from lessons.tests.test_pipeline import add_sun_book, ask_for, make
from library.models import Source
from library.tests.factories import add_book
from project.errors import ProviderError

pytestmark = pytest.mark.usefixtures("in_school")


@pytest.fixture
def book(in_school) -> Source:
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def sun_book(in_school, settings) -> Source:
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    return add_sun_book(in_school.organization, in_school.bob)


def used(person: User, meter: str = "text") -> tuple[int, int]:
    """(used, held) of the person's plan, in thousandths."""
    row = Balance.objects.filter(holder=f"person:{person.pk}", meter=meter).first()
    return (row.used, row.held) if row else (0, 0)


# --- lessons ---


def test_it_works(sun_book, in_school):
    """Held while it is made, used when it is made. Who asks twice has asked once."""
    request = ask_for(sun_book, in_school.dana, ["text"])
    assert ask_for(sun_book, in_school.dana, ["text"]) == request
    assert used(in_school.dana) == (0, 1000)
    make(request)
    assert used(in_school.dana) == (1000, 0)
    assert checked()["clean"]


def test_what_fails_counts_for_nothing_and_is_reserved_anew_when_it_is_tried_again(
    sun_book, in_school
):
    request = ask_for(sun_book, in_school.dana, ["text"])
    Source.objects.filter(pk=sun_book.pk).update(state=Source.State.PROCESSING)
    assert make(request).state == Lesson.State.FAILED
    assert used(in_school.dana) == (0, 0)
    Source.objects.filter(pk=sun_book.pk).update(state=Source.State.READY)
    retry_lesson(request, by=in_school.dana)
    assert used(in_school.dana) == (0, 1000)
    make(request)
    assert used(in_school.dana) == (1000, 0)
    assert checked()["clean"]


def test_one_that_is_deleted_while_it_is_made_is_given_back(sun_book, in_school):
    request = ask_for(sun_book, in_school.dana, ["text", "video"])
    assert used(in_school.dana, "video") == (0, 1000)
    delete_lesson(request.lesson)
    assert used(in_school.dana, "video") == (0, 0)


@pytest.mark.slow
def test_a_video_in_part_counts_in_part_and_what_was_made_before_counts_like_new(
    sun_book, in_school, monkeypatch
):
    render = segment_cache.render_segment

    def failing(spec, *args, **kwargs):
        if spec.heading == "Part 1":
            raise ProviderError("The voice does not know this word.", retryable=False)
        return render(spec, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(segment_cache, "render_segment", failing)
        request = ask_for(sun_book, in_school.dana, ["video"])
        lesson = make(request)
    assert lesson.state == Lesson.State.PARTIAL
    parts = lesson.segments.count()
    share = round(1000 * (parts - 1) / parts)
    assert used(in_school.dana, "video") == (share, 0)
    retry_lesson(request, by=in_school.dana)
    assert used(in_school.dana, "video") == (share, 1000 - share)
    assert make(request).state == Lesson.State.READY
    assert used(in_school.dana, "video") == (1000, 0)
    make(ask_for(sun_book, in_school.dana, ["video"], takes_made=False))
    assert used(in_school.dana, "video") == (2000, 0)
    last = Reservation.objects.order_by("created_at").last()
    assert (last.delivered, last.parts, last.parts_found) == (1000, parts, parts)
    assert checked()["clean"]


# --- at the limit ---


@pytest.fixture
def form_url(in_school, book):
    return in_school.url(f"lessons/new/?source={book.pk}")


@pytest.fixture
def at_the_limit(in_school, form_url, sign_in):
    """Dana's three videos are used, and she asks for a fourth: (her browser, the limit's page)."""
    use(in_school.dana, 3, "video")
    client = sign_in(in_school.dana)
    response = client.post(form_url, asked(modalities=["text", "video"]))
    held = HeldRequest.objects.get()
    assert response["Location"] == in_school.url(f"plan/limits/{held.pk}/")
    assert not LessonRequest.objects.exists()
    return client, response["Location"]


def test_the_page_says_what_is_used_why_and_what_helps(at_the_limit):
    client, url = at_the_limit
    page = client.get(url).content.decode()
    for said in (
        "A limit is reached",
        "3 of 3 used",
        "gives its members the plan Free",
        "Begins anew on",
        "Ask your admins for more",
        "Make it as text",
        "/pricing/",
    ):
        assert said in page


def test_after_an_upgrade_one_click_goes_on_with_it_once(at_the_limit, in_school):
    client, url = at_the_limit
    assert client.post(f"{url}continue/").status_code == 402
    subscribe(in_school.dana, "plus")
    assert "There is room again" in client.get(url).content.decode()
    response = client.post(f"{url}continue/")
    made = LessonRequest.objects.get()
    assert response["Location"] == in_school.url(f"lessons/{made.lesson_id}/")
    assert made.modalities == ["text", "video"]
    assert client.post(f"{url}continue/").status_code == 409
    assert LessonRequest.objects.count() == 1


def test_text_is_made_in_place_of_the_video(at_the_limit, in_school):
    client, url = at_the_limit
    client.post(f"{url}continue/", {"in": "text"})
    assert LessonRequest.objects.get().modalities == ["text"]
    assert used(in_school.dana) == (0, 1000)


def test_the_admins_are_told_once(at_the_limit, in_school, sign_in):
    client, url = at_the_limit
    client.post(f"{url}ask/")
    assert [each.to for each in mail.outbox] == [[in_school.alice.email]]
    assert "Dana" in mail.outbox[0].body
    assert client.post(f"{url}ask/").status_code == 409
    assert len(mail.outbox) == 1
    assert "have been told" in client.get(url).content.decode()
    page = sign_in(in_school.alice).get(in_school.url("manage/")).content.decode()
    assert "People who ask for more" in page


def test_pages_warn_when_four_fifths_are_used(in_school, form_url, sign_in):
    client = sign_in(in_school.dana)
    use(in_school.dana, 11)
    urls = (form_url, in_school.url(""))
    assert not any("Text lessons of this month" in client.get(u).content.decode() for u in urls)
    use(in_school.dana, 1)
    assert all("12 of 15 used" in client.get(url).content.decode() for url in urls)


def test_my_plan_says_what_is_used_and_why(in_school, sign_in):
    use(in_school.dana, 2)
    page = sign_in(in_school.dana).get(in_school.url("plan/")).content.decode()
    assert "2 of 15 used" in page
    assert "everybody together: 2 of 2,000 used" in page
    assert "Riverside High gives its members the plan Free." in page


# --- questions ---


@pytest.fixture
def model(monkeypatch, book):
    from lessons.services import chat
    from library.tests.factories import retrieved

    told = Model("Granules are the tops of columns of hot gas.")
    monkeypatch.setattr(chat, "search_anew", lambda question, scope, limit: [retrieved(book)])
    monkeypatch.setattr("lessons.answering.chat_model", lambda *args, **kwargs: told)
    return told


def test_a_question_beyond_the_day_s_is_kept_and_goes_on_after_an_upgrade(
    in_school, book, model, sign_in
):
    client, url = sign_in(in_school.dana), in_school.url(f"library/{book.pk}/ask/")
    pages = [client.post(url, {"question": "Why?"}, headers=HTMX).content for _ in range(30)]
    assert [b"of 30 used" in page for page in pages] == [False] * 23 + [True] * 7
    response = client.post(url, {"question": "And why?"}, headers=HTMX)
    held = HeldRequest.objects.get()
    assert response["HX-Redirect"] == in_school.url(f"plan/limits/{held.pk}/")
    subscribe(in_school.dana, "plus")
    client.post(f"{response['HX-Redirect']}continue/")
    assert ChatMessage.objects.order_by("created_at").last().question == "And why?"
    assert used(in_school.dana, "question") == (31_000, 0)


def test_a_question_that_is_not_answered_counts_for_nothing(in_school, book, model, sign_in):
    client, url = sign_in(in_school.dana), in_school.url(f"library/{book.pk}/ask/")
    model.error = ProviderError("It is down.", retryable=False)
    client.post(url, {"question": "Why so hot?"}, headers=HTMX)
    message = ChatMessage.objects.get()
    message_url = in_school.url(f"messages/{message.pk}/")
    assert used(in_school.dana, "question") == (1000, 0)
    client.get(message_url)
    assert used(in_school.dana, "question") == (0, 0)
    model.error = None
    client.post(f"{message_url}again/")
    client.get(message_url)
    assert used(in_school.dana, "question") == (1000, 0)
    assert checked()["clean"]


def test_one_stopped_before_it_began_is_not_counted_twice(in_school, book, model, sign_in):
    client, url = sign_in(in_school.dana), in_school.url(f"library/{book.pk}/ask/")
    client.post(url, {"question": "Why so hot?"}, headers=HTMX)
    message_url = in_school.url(f"messages/{ChatMessage.objects.get().pk}/")
    client.post(f"{message_url}stop/")
    client.post(f"{message_url}again/")
    assert used(in_school.dana, "question") == (1000, 0)


# --- programs ---


@pytest.fixture(scope="module")
def key_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(keys._pem(keys.generate_private_key(65537, 2048)))
    return path


def test_a_program_is_told_the_reason_and_when(in_school, book, client, key_file, settings):
    settings.TOKEN_KEYS = [key_file]
    use(in_school.dana, 15)
    headers = {
        "Authorization": f"Bearer {families.issue(user=in_school.dana).access}",
        "X-Organization": in_school.organization.slug,
    }
    sent = {"source_id": str(book.pk), "modalities": ["text"]}
    answer = client.post("/api/v1/lessons", sent, content_type="application/json", headers=headers)
    told = answer.json()
    assert (answer.status_code, told["error"], told["reason"]) == (
        402,
        "limit_reached",
        "text_plan",
    )
    assert "15 of 15 text lessons" in told["detail"]
    [text, *_others] = client.get("/api/v1/usage", headers=headers).json()["plan"]
    assert (text["used"], text["limit"]) == (15, 15)
    ends = [datetime.fromisoformat(said["resets_at"]) for said in (text, told)]
    assert ends[0] == ends[1]


# --- a family ---


def test_a_family_s_places_are_given_taken_and_left(in_school, sign_in):
    bob, dana = in_school.bob, in_school.dana
    subscribe(bob, "family")
    EmailAddress.objects.create(user=dana, email=dana.email, verified=True)
    plan, family = in_school.url("plan/"), in_school.url("plan/family/")
    for address in (dana.email, "a@x.example", "b@x.example", "c@x.example"):
        assert sign_in(bob).post(family, {"email": address}).status_code == 302
    assert "All places are given" in (
        sign_in(bob).post(family, {"email": "d@x.example"}).content.decode()
    )
    assert mail.outbox[0].to == [dana.email]
    client = sign_in(dana)
    assert "Bob keeps a place for you" in client.get(plan).content.decode()
    answer = client.get(plan).context["invitations"].get()
    client.post(f"{family}{answer.pk}/answer/", {"answer": "yes"})
    assert "You are in the family of Bob" in client.get(plan).content.decode()
    client.post(f"{family}leave/")
    assert "gives its members the plan Free" in client.get(plan).content.decode()
