"""The kit in a real browser, under the product's Content-Security-Policy.

Nothing listens: the browser's requests are answered by the test, from our own files.
"""

import io
import json
import mimetypes
import shutil
import wave
from pathlib import Path

import pytest
from csp.constants import NONE, SELF
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from project.kit import kit

CHROMIUM = shutil.which("chromium")
SITE = "http://lectern.test"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
]


def policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["script-src"] == [SELF]
    assert directives["object-src"] == [NONE]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def silence(seconds: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(8000)
        out.writeframes(b"\x80" * 8000 * seconds)
    return buffer.getvalue()


class Site:
    """Answers the browser; remembers what was uploaded and what went wrong."""

    def __init__(self):
        self.html = kit(RequestFactory().get("/kit/")).content
        self.problems: list[str] = []
        self.sent: list[tuple[str, str, bytes]] = []
        self.refuse_once = False

    def answer(self, route):
        request = route.request
        path = request.url.removeprefix(SITE).split("?")[0]
        if path.startswith("/static/"):
            file = Path(finders.find(path.removeprefix("/static/")))
            media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return route.fulfill(body=file.read_bytes(), content_type=media_type)
        if path == "/silence.wav":
            return self.sound(route, silence(24))
        if path == "/kit/":
            headers = {"Content-Security-Policy": policy(), "Content-Type": "text/html"}
            return route.fulfill(body=self.html, headers=headers)
        return self.upload(route, request.method, path)

    def sound(self, route, data):
        """Chromium seeks only in what is served by ranges."""
        start = int(route.request.headers.get("range", "bytes=0-")[6:].split("-")[0])
        headers = {
            "Content-Type": "audio/wav",
            "Accept-Ranges": "bytes",
            "Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}",
        }
        route.fulfill(status=206, headers=headers, body=data[start:])

    def upload(self, route, method, path):
        self.sent.append((method, path, route.request.post_data_buffer or b""))
        if path == "/store/1" and self.refuse_once:
            self.refuse_once = False
            return route.fulfill(
                status=403, json={"error": "expired", "detail": "The address expired."}
            )
        if path == "/kit/uploads/":
            upload = {"method": "PUT", "url": "/store/1", "headers": {"X-Kind": "a"}, "fields": {}}
            answer = {"upload": upload, "source_id": "1", "confirm_url": "/confirm/1"}
            answer |= {"cancel_url": "/cancel/1"}
            return route.fulfill(json=answer)
        if path == "/confirm/1":
            return route.fulfill(json={"source_url": "/o/riverside-high/library/1/"})
        return route.fulfill(status=200)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def page(browser, site):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: site.problems.append(str(error)))
    page.on("console", lambda line: line.type == "error" and site.problems.append(line.text))
    page.route("**/*", site.answer)
    page.goto(f"{SITE}/kit/")
    yield page
    page.close()


def test_it_works_without_a_complaint(page, site):
    assert page.get_by_role("tab", name="Audio").get_attribute("aria-selected") == "true"
    assert site.problems == []


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_is_wider_than_the_screen(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_chosen_theme_stays(page):
    page.get_by_label("You and your settings").click()
    page.get_by_role("button", name="Dark").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") == (
        "rgb(21, 23, 26)"
    )


def test_a_menu_closes_with_escape_and_gives_the_focus_back(page):
    summary = page.get_by_label("You and your settings")
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0
    assert summary.evaluate("element => element === document.activeElement")


def test_a_dialog_opens_and_closes(page):
    page.get_by_role("button", name="Delete", exact=True).click()
    assert page.get_by_role("dialog", name="Delete Astronomy?").is_visible()
    page.get_by_role("button", name="Keep it").click()
    assert not page.locator("#delete-source").is_visible()


def test_tabs_move_with_the_arrows_and_pass_over_what_is_disabled(page):
    page.get_by_role("tab", name="Audio").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Text").get_attribute("aria-selected") == "true"
    assert page.locator("#panel-text").is_visible()
    assert not page.locator("#panel-audio").is_visible()


def choose(page, *files):
    page.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": data} for name, data in files]
    )


def test_files_are_created_sent_and_confirmed(page, site):
    choose(page, ("one.pdf", b"%PDF-1"), ("two.pdf", b"%PDF-22"))
    page.locator(".file[data-step=done]").nth(1).wait_for()
    created = [json.loads(body) for _, path, body in site.sent if path == "/kit/uploads/"]
    assert {"filename": "one.pdf", "size_bytes": 6, "media_type": "application/pdf"} in created
    stored = {body for method, path, body in site.sent if (method, path) == ("PUT", "/store/1")}
    assert stored == {b"%PDF-1", b"%PDF-22"}
    link = page.locator(".file").first.get_by_role("link", name="Open")
    assert link.get_attribute("href") == "/o/riverside-high/library/1/"


def test_a_refused_file_says_why_and_can_be_tried_again(page, site):
    site.refuse_once = True
    choose(page, ("one.pdf", b"%PDF-1"))
    failed = page.locator(".file[data-step=failed]")
    failed.get_by_text("The address expired.").wait_for()
    failed.get_by_role("button", name="Try again").click()
    page.locator(".file[data-step=done]").wait_for()


def test_an_empty_file_is_refused_at_once(page, site):
    choose(page, ("empty.pdf", b""))
    page.get_by_text("This file is empty.").wait_for()
    assert site.sent == []


def load_sound(page):
    page.evaluate(
        """() => new Promise((done) => {
            const audio = document.querySelector("audio[data-media]");
            audio.addEventListener("canplaythrough", done, { once: true });
            audio.src = "/silence.wav";
        })"""
    )


def now(page) -> float:
    return page.evaluate("document.querySelector('audio[data-media]').currentTime")


def current(page) -> str:
    return page.locator(".sentence[aria-current]").inner_text()


def test_a_click_on_a_sentence_goes_there_and_marks_it(page):
    load_sound(page)
    page.get_by_text("Think of a pot of oatmeal").click()
    assert now(page) == pytest.approx(12, abs=0.1)
    assert current(page).startswith("Think of a pot")
    assert "Granulation" in page.locator(".chapter[aria-current]").inner_text()


def test_the_player_obeys_the_keyboard(page):
    load_sound(page)
    page.locator(".sentence").first.focus()
    page.keyboard.press("n")
    assert now(page) == pytest.approx(12, abs=0.1)
    page.keyboard.press("ArrowLeft")
    assert now(page) == pytest.approx(7, abs=0.1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert now(page) == pytest.approx(5, abs=0.1)
    page.keyboard.press("c")
    captions = page.get_by_role("button", name="Captions")
    assert captions.get_attribute("aria-pressed") == "false"


def test_the_words_follow_the_sound(page):
    load_sound(page)
    page.evaluate("document.querySelector('audio[data-media]').currentTime = 11.5")
    page.get_by_role("button", name="Play").click()
    page.locator(".sentence[aria-current][data-start='12']").wait_for()
    assert page.get_by_role("button", name="Pause").is_visible()
