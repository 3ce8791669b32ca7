"""No words for people stand unmarked in the code, also where no page of a test comes by."""

import ast
import re
from pathlib import Path

import pytest

from project import errors
from scripts import messages

SPOKEN = (
    r"(?<![:\w-])(?:aria-label|title|label|pending|placeholder|alt|note|help|meta|unit)"
    r'="([^"]*)"'
)
NOT_WORDS = [
    r"{#.*?#}",
    r"<style>.*?</style>",
    r"<script\b[^>]*>.*?</script>",
    r'enctype="[^"]*"',
    r"{% block page_width %}.*?{% endblock %}",
    r"{% blocktranslate.*?{% endblocktranslate %}",
    r"{%.*?%}",
    r"{{.*?}}",
]
NAMES = r"\b(?:Lectern|Markdown|JSON-LD|doctype|html)\b|&\w+;"
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)}
SAYING = ERRORS | {"FileRefused", "success", "warning", "info", "error", "add_error"}
# What is said there is said in a terminal.
TERMINAL = ("management/", "organizations/commands.py", "lessons/quickstart.py")


def unmarked_in_template(source: str) -> list[str]:
    for pattern in NOT_WORDS:
        source = re.sub(pattern, "", source, flags=re.DOTALL)
    said = re.findall(SPOKEN, source) + re.split(r"<[^>]*>", source)
    said = [re.sub(NAMES, "", text).strip() for text in said]
    return [text for text in said if re.search(r"[^\W\d_]{2,}", text)]


def unmarked_in_module(source: str) -> list[str]:
    """First words of errors and messages that are plain strings."""
    return [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and _name(node.func) in SAYING
        and any(_is_sentence(argument) for argument in node.args)
    ]


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        is_log = isinstance(function.value, ast.Name) and function.value.id == "log"
        return "" if is_log else function.attr
    return getattr(function, "id", "")


def _is_sentence(argument: ast.expr) -> bool:
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return isinstance(argument, ast.JoinedStr) or (is_text and " " in argument.value)


def sources(paths) -> list[Path]:
    names = {path: path.relative_to(messages.ROOT).as_posix() for path in paths}
    return [
        path
        for path, name in sorted(names.items())
        if name not in messages.LEFT_OUT and not any(part in name for part in TERMINAL)
    ]


def test_no_template_has_words_that_are_not_marked():
    found = {
        path.name: words
        for path in sources(messages.templates())
        if (words := unmarked_in_template(path.read_text("utf-8")))
    }
    assert found == {}


def test_no_error_and_no_message_is_a_plain_string():
    found = {
        path.relative_to(messages.ROOT).as_posix(): lines
        for path in sources(messages.modules())
        if (lines := unmarked_in_module(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "template",
    [
        "<p>Ask</p>",
        '<c-button pending="Saving">{% translate "Save" %}</c-button>',
        "{% if x %}Ask{% else %}{{ y }}{% endif %}",
        "<title>{% block title %}Ask {{ title }}{% endblock %}</title>",
    ],
)
def test_words_of_a_template_are_found(template):
    assert unmarked_in_template(template)


@pytest.mark.parametrize(
    "module", ['raise NotFound("It is not here.")', 'messages.success(request, f"{title} is gone")']
)
def test_words_of_a_module_are_found(module):
    assert unmarked_in_module(module)
