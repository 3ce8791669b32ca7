"""Another type was chosen: its defaults take the place of the last one's, and of nothing else."""

from typing import Any

from django.http import QueryDict

from organizations.onboarding.answers import Answers
from organizations.onboarding.forms import OrganizationForm
from organizations.onboarding.forms.organization import TYPES


def fill(posted: QueryDict, answers: Answers) -> dict[str, Any]:
    """The step's values for the type that is chosen now.

    posted: the step's fields, with `filled_for`: the type whose defaults they began with. What
    still equals those follows the type; what was typed by hand stays.
    """
    form = OrganizationForm(posted, answers=answers)
    before, now = _defaults(posted.get("filled_for")), _defaults(posted.get("type"))
    said = {
        name: field.widget.value_from_datadict(posted, {}, name)
        for name, field in form.fields.items()
        if name in posted or posted.get("filled_for")
    }
    shown = {
        name: OrganizationForm.base_fields[name].prepare_value(v) for name, v in before.items()
    }
    kept = {
        name: value
        for name, value in said.items()
        if name not in shown or _plain(value) != _plain(shown[name])
    }
    return now | kept


def _defaults(type: str | None) -> dict[str, Any]:
    if type not in dict(TYPES):
        return {}
    return Answers(said={"organization": {"type": type}}).defaults("organization")


def _plain(value: Any) -> Any:
    """As a browser sends it: text, or several texts."""
    return sorted(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
