"""The steps in their order."""

from organizations.onboarding.forms.base import StepForm
from organizations.onboarding.forms.knowledge import KnowledgeForm
from organizations.onboarding.forms.organization import OrganizationForm
from organizations.onboarding.forms.people import PeopleForm
from organizations.onboarding.forms.plan import PlanForm

FORMS: dict[str, type[StepForm]] = {
    form.step: form for form in (OrganizationForm, PlanForm, KnowledgeForm, PeopleForm)
}

__all__ = ["FORMS", "KnowledgeForm", "OrganizationForm", "PeopleForm", "PlanForm", "StepForm"]
