"""What was said, as the review shows it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from organizations.onboarding.answers import Answers
from organizations.onboarding.fields import CommasField
from organizations.onboarding.forms import FORMS
from organizations.services.organizations import free_slug

NOTHING = "—"


def summary(answers: Answers) -> list[dict]:
    """[{"step", "title", "rows": [(label, [values])]}], in the order of the steps."""
    return [
        {"step": step, "title": form.title, "rows": _rows(step, answers)}
        for step, form in FORMS.items()
    ]


def _rows(step: str, answers: Answers) -> list[tuple[str, list[str]]]:
    fields = FORMS[step](answers=answers).fields
    values = answers.values(step)
    if step == "organization" and answers.name:
        values = values | {"slug": values.get("slug") or free_slug(answers.name)}
    if answers.roster:
        values = values | {"roster": answers.roster.filename}
    return [(field.label, _words(field, values.get(name))) for name, field in fields.items()]


def _words(field: forms.Field, value: Any) -> list[str]:
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if isinstance(field, forms.IntegerField):
        return [_("No limit") if value is None else f"{value:,}"]
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    values = value if isinstance(value, list) else [value]
    words = [labels.get(str(each), str(each)) for each in values if each]
    if isinstance(field, CommasField):
        words = [", ".join(words)] if words else []
    return words or [NOTHING]
