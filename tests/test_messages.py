"""The catalogues: complete, sound, compiled; and what the check of them finds."""

import pytest
from babel.messages.catalog import Message

from scripts import messages


@pytest.fixture(scope="module")
def source():
    return messages.collect()


@pytest.mark.parametrize("language", messages.languages())
def test_a_catalogue_is_complete_and_compiled(language, source):
    catalog = messages.merged(language, source)
    assert messages.problems_of(language, catalog) == []


def test_every_language_of_the_interface_has_a_catalogue(settings):
    spoken = {code for code, _ in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    assert set(messages.languages()) == spoken


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Ready", ""),
        ("%(count)s of %(total)s", "%(count)s von %(all)s"),
        ("%(count)s of %(total)s", "%(count)s"),
        ("{sent} of {size}", "{sent} von {Größe}"),
        (("%(count)s page", "%(count)s pages"), ("%(count)s Seite", "Seiten")),
        (("%(count)s page", "%(count)s pages"), ("%(count)s Seite", "")),
        ('<a href="%(url)s">Ask</a>', "Fragen %(url)s"),
        ("Say “yes”", 'Sagen Sie "ja"'),
    ],
)
def test_a_translation_that_cannot_be_used_is_found(source, translation):
    assert messages.problem_of(Message(source, translation))


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Ready", "Bereit"),
        (("once", "%(count)s times"), ("einmal", "%(count)s-mal")),
        ('<a href="%(url)s">Ask</a> it', 'Es <a href="%(url)s">fragen</a>'),
    ],
)
def test_a_sound_translation_is_left_alone(source, translation):
    assert messages.problem_of(Message(source, translation)) == ""


def test_every_kind_of_message_is_collected(source):
    found = {message.id for message in source}
    assert "Library" in found  # {% translate %}
    assert "Delete %(title)s?" in found  # {% blocktranslate %}
    assert ("%(count)s page", "%(count)s pages") in found  # ngettext_lazy
    assert "The letters of this page" in "".join(key for key in found if isinstance(key, str))
    assert any(message.context == "light or dark" for message in source)
    assert not any("Huckleberry" in str(key) for key in found)  # the kit's samples
