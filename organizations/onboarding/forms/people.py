"""Step 4: who runs it, and where."""

from collections import Counter

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.onboarding.fields import AdminsField, LinesField, split_admin
from organizations.onboarding.forms.base import StepForm
from organizations.onboarding.forms.plan import missing_cover


class PeopleForm(StepForm):
    step = "people"
    title = gettext_lazy("People")
    fieldsets = [
        (gettext_lazy("Schools"), ["schools"]),
        (gettext_lazy("Who runs it"), ["owner", "admins"]),
    ]

    schools = LinesField(
        label=gettext_lazy("Schools"),
        required=False,
        help_text=gettext_lazy("Or sites, one a line. An organization in one place needs none."),
    )
    owner = forms.EmailField(
        label=gettext_lazy("Owner"),
        help_text=gettext_lazy("The address of whoever signed; they may close the organization."),
    )
    admins = AdminsField(
        label=gettext_lazy("Admins"),
        required=False,
        help_text=gettext_lazy(
            "One address a line. For an admin of one school only, a comma and its name follow: "
            "ada@riverside.edu, North School"
        ),
    )

    @classmethod
    def defaults(cls, profile):
        return {"schools": [], "admins": []}

    def clean_owner(self) -> str:
        return self.cleaned_data["owner"].lower()

    def clean_schools(self) -> list[str]:
        schools = self.cleaned_data["schools"]
        for name, count in Counter(name.lower() for name in schools).items():
            if count > 1:
                self.add_error("schools", _("“%(name)s” stands twice.") % {"name": name})
        if any(len(name) > 200 for name in schools):
            self.add_error("schools", _("A name has up to 200 characters."))
        return schools

    def clean(self):
        said = self.cleaned_data
        if "admins" in said:
            self._check_addresses(said.get("owner", ""), said["admins"])
        if "schools" in said:
            self._check_schools(said["schools"], said.get("admins", []))
        return said

    def _check_addresses(self, owner: str, admins: list[str]) -> None:
        emails = [split_admin(line)[0] for line in admins]
        if owner in emails:
            self.add_error(
                "admins",
                _("%(email)s is the owner already. Take the line out.") % {"email": owner},
            )
        for email, count in Counter(emails).items():
            if count > 1:
                self.add_error(
                    "admins",
                    _("%(email)s stands twice. Keep one line.") % {"email": email},
                )

    def _check_schools(self, schools: list[str], admins: list[str]) -> None:
        known = {name.lower() for name in schools}
        for line in admins:
            email, school = split_admin(line)
            if school and school.lower() not in known:
                self.add_error(
                    "admins",
                    _("%(email)s: there is no school “%(school)s” above.")
                    % {"email": email, "school": school},
                )
        answers = self.answers.with_step("people", {"schools": schools})
        plan = answers.values("plan").get("org_plan")
        for sentence in missing_cover(plan, answers) if plan else []:
            self.add_error("schools", sentence)
