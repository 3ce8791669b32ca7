"""Every page of the product with somebody who may see it, in a real browser: axe-core finds no
serious violation at the width of a laptop and of a phone, and all that can be done is reached by
Tab and shows where the focus is.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.services import add_person
from tests.isolation.rows import Row, named
from tests.isolation.table import ROUTES
from tests.isolation.test_pages import ours_to_try
from tests.isolation.trying import address, undone
from tests.isolation.world import World, make_world
from tests.test_pages_browser import (  # noqa: F401
    CHROMIUM,
    browser,
    one_pixel,
    site,
)

AXE = next(Path(__file__).parent.glob("vendor/axe-core-*/axe.min.js"))
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 740}
WORST = ("serious", "critical")
PRESSES = 25  # of Tab, between two looks
MOST_PRESSES = 400
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]

VIOLATIONS = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations'], preload: false});
  return found.violations.filter(each => ['serious', 'critical'].includes(each.impact)).map(each =>
    `${each.id}: ${each.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | ')}`);
}"""
# Remembers what was focused, and whether one sees that it is.
WATCH = """() => {
  const ringed = element => {
    for (let at = element, up = 0; at && up < 4; at = at.parentElement, up += 1) {
      const style = getComputedStyle(at);
      if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) return true;
      if (up === 0 && style.boxShadow !== 'none') return true;
    }
    const beside = element.nextElementSibling;
    return !!beside && getComputedStyle(beside).outlineStyle !== 'none';
  };
  window.reached = new Map();
  document.addEventListener('focusin', event => reached.set(event.target, ringed(event.target)));
}"""
ACTIONS = "a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable]"
LEFT = f"""() => {{
  const groups = new Set([...reached.keys()].filter(each => each.type === 'radio')
    .map(each => each.name));
  const isThere = each => !each.disabled && each.type !== 'hidden' && each.tabIndex >= 0
    && !each.closest('[inert]')
    && each.checkVisibility({{visibilityProperty: true, contentVisibilityAuto: true}})
    && each.getClientRects().length && !(each.type === 'radio' && groups.has(each.name));
  const named = each => each.outerHTML.replace(/\\s+/g, ' ').slice(0, 90);
  const all = [...document.querySelectorAll("{ACTIONS}")].filter(isThere);
  return {{
    unreached: all.filter(each => !reached.has(each)).map(named),
    ringless: [...reached].filter(([each, ring]) => !ring && each !== document.body).map(
      ([each]) => named(each)),
  }};
}}"""


@pytest.fixture
def ours(school, monkeypatch) -> World:
    for views in ("pages", "links"):
        monkeypatch.setattr(f"library.views.{views}.page_image", lambda *args: one_pixel())
    return make_world("Riverside Two", "quokkaword")


@pytest.fixture
def people(ours) -> dict:
    platform = {"is_staff": True, "is_superuser": True}
    return {
        **ours.people,
        "platform": add_person(email="boss@lectern.example", password="x", **platform),
        "newcomer": add_person(email=f"new@{ours.organization.domain}", password="x"),
        "nobody": None,
    }


def pages_of(ours: World, people: dict) -> Iterator[tuple[str, str, str]]:
    """(route, person, address) of each GET that gives a whole page."""
    routes = ours_to_try()
    clients: dict[str, Client] = {}
    for row in named(ROUTES):
        who = next((each for each in row.policy.rightful if each in people), None)
        if row.method != "GET" or who is None:
            continue
        url = address(routes[row.name], row, ours.rows)
        if who not in clients:
            clients[who] = signed_in(people[who], ours)
        if is_page(clients[who], row, url):
            yield row.name, who, url


def signed_in(user, ours: World) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    session = client.session
    session["join_code"] = ours.rows["code"]
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def is_page(client: Client, row: Row, url: str) -> bool:
    with undone():
        response = client.get(url)
        return (
            response.status_code == 200
            and not response.streaming
            and response["Content-Type"].startswith("text/html")
            and response.content.lstrip()[:9].lower() == b"<!doctype"
        )


def test_no_page_keeps_anybody_out(ours, people, browser, site):  # noqa: F811
    found = list(pages_of(ours, people))
    assert len(found) > 70
    wrong: dict[str, list[str]] = defaultdict(list)
    by_person = defaultdict(list)
    for name, who, url in found:
        by_person[who].append((name, url))
    for who, pages in by_person.items():
        page = page_of(browser, site, signed_in(people[who], ours))
        for name, url in pages:
            for problem in problems(page, url):
                wrong[problem].append(f"{name} ({who})")
        page.context.close()
    said = [f"{problem}\n    {', '.join(names[:6])}" for problem, names in sorted(wrong.items())]
    assert not wrong, f"{len(found)} pages\n" + "\n".join(said)


def page_of(browser, site, client: Client):  # noqa: F811
    context = browser.new_context(viewport=LAPTOP, reduced_motion="reduce", base_url=site)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
    context.add_init_script(AXE.read_text(encoding="utf-8"))
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def problems(page, url: str) -> Iterator[str]:
    page.set_viewport_size(LAPTOP)
    page.goto(url)
    yield from (f"axe: {each}" for each in page.evaluate(VIOLATIONS))
    left = walk(page)
    yield from (f"Tab does not reach: {each}" for each in left["unreached"])
    yield from (f"no focus is seen: {each}" for each in left["ringless"])
    page.set_viewport_size(PHONE)
    yield from (f"axe at 375 px: {each}" for each in page.evaluate(VIOLATIONS))


def walk(page) -> dict[str, list[str]]:
    """By Tab from the top, until all was reached or nothing new is."""
    page.evaluate(WATCH)
    left, pressed = page.evaluate(LEFT), 0
    while left["unreached"] and pressed < MOST_PRESSES:
        for _ in range(PRESSES):
            page.keyboard.press("Tab")
        pressed += PRESSES
        before, left = left, page.evaluate(LEFT)
        if left["unreached"] == before["unreached"]:
            break
    return left


def test_what_keeps_people_out_is_found(browser):  # noqa: F811
    """The walk and axe see what they are there to see."""
    page = browser.new_page()
    page.add_init_script(AXE.read_text(encoding="utf-8"))
    page.goto("about:blank")
    page.set_content(
        "<html lang=en><title>x</title><main><h1>x</h1><input id=blind><button>ok</button>"
        "<a href=# style='outline:none'>plain</a>"
        "<button onfocus='this.blur(); document.body.lastElementChild.focus()'>trap</button>"
        "<script>document.addEventListener('keydown', e => e.preventDefault())</script></main>"
    )
    assert any(each.startswith("label") for each in page.evaluate(VIOLATIONS))
    assert len(walk(page)["unreached"]) >= 3
    page.set_content("<a href=# style='outline:none'>plain</a>")
    assert len(walk(page)["ringless"]) == 1
    page.close()
