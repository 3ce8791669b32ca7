"""Everything that keeps an onboarding from being provisioned, at once."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from organizations.onboarding.answers import Answers
from organizations.onboarding.forms import FORMS, StepForm
from project.errors import Invalid


@dataclass(frozen=True, slots=True)
class Problem:
    """field: of the step's form. label: what people know the field by."""

    step: str
    field: str
    label: str
    sentence: str


def find_problems(answers: Answers, organization_id: UUID | None = None) -> list[Problem]:
    """In the order of the steps; empty where it can be provisioned."""
    if not answers.type:
        sentence = _("Choose what kind of organization it is.")
        return [Problem("organization", "type", _("Type"), sentence)]
    found = []
    for step in FORMS:
        form = form_of(step, answers, organization_id)
        found += problems_of(form)
    return found or _contradictions(answers)


def form_of(step: str, answers: Answers, organization_id: UUID | None) -> StepForm:
    """The step's form, filled in with what is saved."""
    form = FORMS[step]
    return form(answers.values(step), answers=answers, organization_id=organization_id)


def problems_of(form: StepForm) -> list[Problem]:
    return [
        Problem(form.step, name, str(form.fields[name].label), str(sentence))
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]


def _contradictions(answers: Answers) -> list[Problem]:
    """What no single step can see."""
    try:
        answers.settings()
    except Invalid as error:
        return [Problem("plan", "features", _("Settings"), str(error))]
    return []
