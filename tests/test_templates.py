"""The frame and the kit keep to the Content-Security-Policy and to their own files."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from project.kit import kit

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ICON = re.compile(r'(?:<c-icon name|icon)="([a-z0-9-]+)"')


@pytest.fixture
def page() -> str:
    return kit(RequestFactory().get("/kit/")).content.decode()


def test_it_works(page):
    assert "Embedding · 1,204 of 1,890" in page
    assert "<c-" not in page


def test_no_script_or_style_stands_in_the_page(page):
    assert not re.findall(r"<script(?![^>]*\bsrc=)", page)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=", page)


def test_every_file_a_page_names_is_ours(page):
    named = re.findall(r'(?:src|href)="(/static/[^"#]+)', page)
    assert len(named) > 10
    for address in named:
        assert finders.find(address.removeprefix("/static/")), address
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_every_icon_is_in_the_sprite():
    sprite = Path(finders.find("vendor/lucide-static-1.62.0/sprite.svg")).read_text()
    for template in TEMPLATES.rglob("*.html"):
        for name in ICON.findall(template.read_text()):
            assert f'id="{name}"' in sprite, f"{template.name}: {name}"


def test_every_control_of_the_kit_has_a_name(page):
    for button in re.findall(r"<button.*?</button>", page, re.DOTALL):
        words = re.sub(r"<[^>]+>", "", button).strip()
        assert words or "aria-label=" in button.split(">")[0], button


def test_an_error_of_a_field_is_tied_to_its_input(page):
    widget = re.search(r'<input[^>]*id="wrong_pages"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in widget
    assert re.search(r'aria-describedby="[^"]*wrong_pages_error', widget)
    assert 'id="wrong_pages_error"' in page


def test_a_component_escapes_what_it_is_given():
    source = CottonCompiler().process('<c-row title="{{ title }}" :meta="title" />')
    template = engines["django"].from_string(source)
    out = template.render({"title": "<b>&"})
    assert out.count("&lt;b&gt;&amp;") == 2
    assert "<b>" not in out


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_an_error_page_needs_nothing_to_be_drawn(status):
    page = render_to_string(f"errors/{status}.html")
    assert 'class="problem-text"' in page


def test_a_page_that_is_not_there_says_so(client, settings):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "This is not here" in response.content.decode()
