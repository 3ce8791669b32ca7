"""What was said, as the review shows it."""

from django.utils.translation import gettext as _

from organizations.onboarding.answers import Answers
from organizations.onboarding.forms import FORMS

NOTHING = "—"


def summary(answers: Answers) -> list[dict]:
    """[{"step", "title", "rows": [(label, [values])]}], in the order of the steps."""
    return [
        {"step": step, "title": form.title, "rows": _rows(step, answers)}
        for step, form in FORMS.items()
    ]


def _rows(step: str, answers: Answers) -> list[tuple[str, list[str]]]:
    form = FORMS[step](answers.values(step), answers=answers)
    values = answers.values(step)
    return [(field.label, _words(field, values.get(name))) for name, field in form.fields.items()]


def _words(field, value) -> list[str]:
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if value is None:
        return [_("No limit")]
    values = value if isinstance(value, list) else [value]
    return [
        labels.get(str(each), f"{each:,}" if isinstance(each, int) else str(each))
        for each in values
        if each != ""
    ] or [NOTHING]
