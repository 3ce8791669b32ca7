"""An onboarding written down as a YAML file: the fields of the wizard's steps, by their names."""

from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.forms import MultipleChoiceField
from django.utils.translation import gettext as _

from organizations.onboarding.answers import Answers
from organizations.onboarding.checks import Problem, find_problems, problems_of
from organizations.onboarding.fields import LinesField
from organizations.onboarding.forms import FORMS
from organizations.onboarding.forms.organization import TYPES
from organizations.onboarding.rosters import are_read
from project import storage
from project.errors import Invalid

MOST_BYTES = 1_000_000


def read_document(path: Path) -> dict[str, dict[str, Any]]:
    """{step: {field: value}}. Raises Invalid for what is no such file, in a sentence."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Invalid(_("%(path)s is larger than 1 MB.") % {"path": path})
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid(
            _("%(path)s cannot be read: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(_("%(path)s is not UTF-8 text.") % {"path": path}) from error
    except yaml.YAMLError as error:
        raise Invalid(_("%(path)s is no YAML: %(why)s") % {"path": path, "why": error}) from error
    if not isinstance(content, dict) or not all(isinstance(v, dict) for v in content.values()):
        raise Invalid(
            _("%(path)s has to hold sections (%(steps)s), each with its fields.")
            % {"path": path, "steps": ", ".join(FORMS)}
        )
    return content


def answers_of(
    content: dict[str, dict[str, Any]], *, folder: Path = Path()
) -> tuple[Answers, list[Problem]]:
    """All that it says, and all that is wrong with it. No row is written.

    folder: where a roster's path begins.
    """
    unknown = _unknown(content) + _misshapen(content) + _missing(content, folder)
    said = content.get("organization", {})
    if str(said.get("type")) not in dict(TYPES):
        sentence = _("Write one of: %(types)s.") % {"types": ", ".join(map(str, dict(TYPES)))}
        return Answers(), [*unknown, Problem("organization", "type", _("Type"), sentence)]
    answers = Answers(said={"organization": {"type": said["type"]}})
    problems = []
    for step, form_class in FORMS.items():
        values = answers.defaults(step) | content.get(step, {})
        files = _files(values, folder)
        form = form_class(values, files, answers=answers)
        problems += problems_of(form)
        answers = answers.with_step(step, form.cleaned_data if form.is_valid() else values)
    return answers, [*unknown, *(problems or find_problems(answers))]


def _files(values: dict[str, Any], folder: Path) -> dict[str, UploadedFile]:
    """The roster that the file names, as a browser would send it."""
    path = folder / str(values.get("roster") or "")
    if not values.get("roster") or not path.is_file():
        return {}
    return {"roster": SimpleUploadedFile(path.name, path.read_bytes())}


def _missing(content: dict[str, dict[str, Any]], folder: Path) -> list[Problem]:
    named = content.get("people", {}).get("roster")
    if not named or (are_read() and (folder / str(named)).is_file()):
        return []
    sentence = _("There is no file %(path)s.") if are_read() else _("Rosters are not read here.")
    return [Problem("people", "roster", _("Roster"), sentence % {"path": folder / str(named)})]


def store_roster(answers: Answers, content: dict[str, dict[str, Any]], *, folder: Path) -> None:
    """Put the file where the answers say it is."""
    if answers.roster:
        storage.save_file(answers.roster.key, folder / str(content["people"]["roster"]))


def _unknown(content: dict[str, dict[str, Any]]) -> list[Problem]:
    """Sections and fields that no step has: more likely misspelt than meant."""
    found = []
    for step, values in content.items():
        if step not in FORMS:
            found.append(Problem(str(step), "", str(step), _("There is no such section.")))
            continue
        fields = FORMS[step].base_fields
        for name in values:
            if name not in fields:
                sentence = _("There is no such field. Known are: %(fields)s.")
                known = ", ".join(fields)
                found.append(Problem(step, str(name), str(name), sentence % {"fields": known}))
    return found


def _misshapen(content: dict[str, dict[str, Any]]) -> list[Problem]:
    """Lists and sections where one value is asked for."""
    found = []
    for step, values in content.items():
        fields = FORMS[step].base_fields if step in FORMS else {}
        for name, value in values.items():
            is_list = isinstance(fields.get(name), LinesField | MultipleChoiceField)
            if name in fields and isinstance(value, dict if is_list else dict | list):
                sentence = _("Write a list.") if is_list else _("Write one value.")
                found.append(Problem(step, name, str(fields[name].label), sentence))
    return found


def describe(answers: Answers) -> dict[str, Any]:
    """What would be made, as JSON holds it."""
    return {step: answers.values(step) for step in FORMS} | {
        "organization_settings": answers.settings().as_json()
    }
