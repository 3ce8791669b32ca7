"""The pages in a real browser, against a real ASGI server with real rows.

Each page is walked at the width of a phone and of a laptop; a complaint of the browser, such
as a breach of the Content-Security-Policy, fails the test.
"""

import contextlib
import shutil
import threading
import time

import pymupdf
import pytest
import uvicorn

from conftest import PASSWORD
from lessons.models import ChatMessage, Lesson
from lessons.tests.factories import add_lesson
from library import uploads
from library.models import Source
from library.tests.factories import add_book, index
from organizations import jobs
from organizations.scoping import scope, unscoped

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]
WIDTHS = [360, 1280]
ANSWERED_WITHIN_MS = 30_000  # by a process that has its model to load
SUN = (
    "The photosphere is the layer of the Sun from which visible light escapes into space. "
    "Granules are columns of hot gas that rise through the photosphere and live eight minutes. "
    "Sunspots are cooler regions where strong magnetic fields hold back the rising gas. "
)


@pytest.fixture(scope="module")
def browser():
    """Of the module, so that it is there before a test's rows are."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    # Playwright keeps a loop in this thread; the tests' rows are made in it all the same.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def site(school):
    """The product's own ASGI application on a port of this machine."""
    from project.asgi import application

    config = uvicorn.Config(application, port=0, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


def until(holds, *, for_s: float = 20) -> None:
    """Wait for another thread; fail rather than hang."""
    end = time.monotonic() + for_s
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        threading.Event().wait(0.02)


@pytest.fixture(params=WIDTHS)
def page(request, browser, site):
    context = browser.new_context(
        viewport={"width": request.param, "height": 800}, reduced_motion="reduce", base_url=site
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield page
    context.close()
    assert complaints == []


def sign_in(page, user) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/o/**")


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture
def book(school):
    with scope(school.organization.pk):
        return add_book(school.organization, school.bob)


@pytest.fixture
def pdf(tmp_path):
    """Two pages of real text."""
    path = tmp_path / "The Sun.pdf"
    document = pymupdf.open()
    for number in (1, 2):
        sheet = document.new_page()
        sheet.insert_text((72, 60), f"{number} The Sun", fontsize=20)
        sheet.insert_textbox((72, 90, 520, 600), SUN * 3, fontsize=12)
    document.save(path)
    return path


def test_every_page_fits_and_breaks_no_rule(page, school, book):
    with scope(school.organization.pk):
        lesson = add_lesson(book, school.bob, files={"html": "x"})
    sign_in(page, school.bob)
    paths = [
        "",
        "library/",
        "library/?q=photosphere",
        f"library/{book.pk}/",
        f"library/{book.pk}/rename/",
        f"library/{book.pk}/delete/",
        "lessons/",
        "lessons/new/",
        f"lessons/new/?source={book.pk}",
        f"lessons/{lesson.pk}/",
    ]
    for path in [*map(school.url, paths), "/settings/", "/accounts/password/change/"]:
        page.goto(path)
        assert page.get_by_role("heading", level=1).count() == 1, path
        assert fits(page), path


def test_a_long_sentence_about_a_source_leaves_its_title_on_a_line(page, school, book):
    problem = "Pictures of text were not read on 6 pages. Upload a version with real text. " * 2
    with scope(school.organization.pk):
        Source.objects.update(state=Source.State.PARTIAL, problem=problem)
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    assert page.get_by_role("heading", name=book.title).bounding_box()["height"] < 40


def test_from_a_file_to_an_answer(page, school, pdf):
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    page.get_by_role("link", name="Add sources").click()
    page.locator("input[type=file]").set_input_files(pdf)
    page.locator(".file[data-step=done]").wait_for()
    page.get_by_role("button", name="Close").last.click()
    page.get_by_text("Waiting to be read").wait_for()
    while jobs.work("ingestion"):
        pass
    page.get_by_text("every page read").wait_for()
    page.get_by_role("link", name="The Sun").click()
    page.get_by_label("Your question").fill("What are granules of the photosphere?")
    page.keyboard.press("Enter")
    tag = page.locator(".answer .page-tag").first
    page.locator(".answer[data-answer]:not([aria-busy])").wait_for(timeout=ANSWERED_WITHIN_MS)
    tag.click()
    page.locator(".part mark").first.wait_for()
    assert page.locator(".sheet-mark").count() >= 1
    until(lambda: page.evaluate("document.querySelector('.sheet-picture').naturalWidth") > 0)
    with unscoped("the test looks at all"):
        assert ChatMessage.objects.get().state == ChatMessage.State.DONE
        assert Source.objects.get().state == Source.State.READY


def test_a_file_that_is_there_already_says_so(page, school, pdf):
    first = uploads.add_file(path=pdf, user=school.alice, organization=school.organization).source
    sign_in(page, school.bob)
    open_upload(page, school, pdf)
    page.locator(".file[data-step=duplicate]").wait_for()
    assert page.get_by_text("Already in your library").is_visible()
    assert fits(page)
    page.locator(".file").get_by_role("link", name="Open").click()
    page.wait_for_url(f"**/library/{first.pk}/")
    assert sources() == [first.pk]


def test_an_upload_given_up_is_withdrawn(page, school, pdf, held):
    """By its button, and by leaving the page; until then it waits for its file."""
    sign_in(page, school.bob)
    for give_up in (
        lambda: page.get_by_role("button", name="Cancel").click(),
        lambda: page.goto(school.url("lessons/")),
    ):
        open_upload(page, school, pdf)
        page.locator(".file[data-step=sending]").wait_for()
        assert len(sources()) == 1
        give_up()
        until(lambda: sources() == [])


def test_from_a_page_of_another_sign_in_one_loads_it_again(browser, site, school, pdf):
    context = browser.new_context(viewport={"width": 360, "height": 800}, base_url=site)
    page, other = context.new_page(), context.new_page()
    page.set_default_timeout(60_000)
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    context.clear_cookies()
    sign_in(other, school.bob)
    choose(page, pdf)
    page.locator(".file[data-step=failed]").wait_for()
    assert page.get_by_text("This page was opened before you signed in").is_visible()
    assert not page.get_by_role("button", name="Try again").is_visible()
    page.get_by_role("button", name="Load the page again").click()
    page.locator(".file").wait_for(state="detached")
    choose(page, pdf)
    page.locator(".file[data-step=done]").wait_for()
    context.close()


def test_one_that_was_cancelled_can_be_sent_again(page, school, pdf, held):
    sign_in(page, school.bob)
    open_upload(page, school, pdf)
    page.locator(".file[data-step=sending]").wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.locator(".file[data-step=cancelled]").wait_for()
    page.unroute("**/files/upload/**")
    page.get_by_role("button", name="Try again").click()
    page.locator(".file[data-step=done]").wait_for()
    until(lambda: len(sources()) == 1)


@pytest.fixture
def held(page):
    """Files on their way that do not arrive."""
    routes = []
    page.route("**/files/upload/**", lambda route: routes.append(route))
    from playwright.sync_api import Error

    yield routes
    for route in routes:
        with contextlib.suppress(Error):  # it went with its page
            route.abort()


def open_upload(page, school, pdf) -> None:
    page.goto(school.url("library/"))
    choose(page, pdf)


def choose(page, pdf) -> None:
    page.get_by_role("link", name="Add sources").click()
    page.locator("input[type=file]").set_input_files(pdf)


def sources() -> list:
    with unscoped("the test looks at all"):
        return list(Source.objects.values_list("pk", flat=True))


def test_pages_turn_by_the_arrow_keys(page, school, book, monkeypatch):
    monkeypatch.setattr("library.views.pages.page_image", lambda *args: one_pixel())
    sign_in(page, school.dana)
    page.goto(school.url(f"library/{book.pk}/pages/0/"))
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/pages/1/")
    page.get_by_text("The chromosphere lies above it.").wait_for()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/pages/0/")
    assert fits(page)


def one_pixel() -> bytes:
    return pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 1, 1)).tobytes("png")


def test_a_lesson_is_walked_by_keyboard(page, school, book):
    with scope(school.organization.pk):
        lesson = add_lesson(book, school.bob)
    sign_in(page, school.dana)
    page.goto(school.url(f"lessons/{lesson.pk}/?open=text"))
    assert page.get_by_text("Granules rise, 2.").first.is_visible()
    page.get_by_role("tab", name="Text").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Audio").get_attribute("aria-selected") == "true"
    assert page.locator(".transcript").is_visible()
    page.locator(".sentence").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Granules rise, 1."
    assert fits(page)


def test_what_is_being_made_comes_by_itself(page, school, book):
    with scope(school.organization.pk):
        lesson = add_lesson(book, school.bob, files={}, state="making")
    sign_in(page, school.dana)
    page.goto(school.url(f"lessons/{lesson.pk}/"))
    assert page.get_by_role("heading", name="Being made").is_visible()
    with unscoped("the test plays the worker"):
        Lesson.objects.filter(pk=lesson.pk).update(files={"html": "x", "pdf": "y"})
    page.get_by_role("tab", name="Text").wait_for()
    with unscoped("the test plays the worker"):
        Lesson.objects.filter(pk=lesson.pk).update(
            files={"html": "x", "pdf": "y", "m4a": "z"}, state="ready"
        )
    page.get_by_role("link", name="Listen to it").wait_for()


def test_what_went_wrong_is_seen_wherever_one_is(browser, site, school, book):
    context = browser.new_context(viewport={"width": 360, "height": 500}, base_url=site)
    page = context.new_page()
    sign_in(page, school.bob)
    page.goto(school.url(f"library/{book.pk}/"))
    with scope(school.organization.pk):
        Source.objects.all().delete()
    page.get_by_label("Your question").fill("What is the photosphere?")
    assert page.evaluate("scrollY") > 0
    page.get_by_role("button", name="Ask", exact=True).click()
    problem = page.locator("#messages .problem")
    problem.wait_for()
    top = problem.evaluate("element => element.getBoundingClientRect().top")
    bar = page.locator(".topbar").evaluate("element => element.getBoundingClientRect().bottom")
    assert bar <= top < 500
    context.close()


def test_golden_questions_are_kept_and_asked(page, school):
    with scope(school.organization.pk):
        book = index(add_book(school.organization, school.bob))
    sign_in(page, school.bob)
    page.goto(school.url(f"library/{book.pk}/golden/"))
    assert page.get_by_text("No golden questions yet").is_visible()
    page.get_by_label("Question").fill("How long does a granule live?")
    page.get_by_label("Pages that answer it").fill("527")
    page.get_by_label("Pages that answer it").press("Enter")
    page.get_by_text("not asked yet").wait_for()
    page.get_by_role("button", name="Ask them now").click()
    page.get_by_text("found at place 1").wait_for()
    assert page.get_by_text("100%").count() == 4
    assert fits(page)
