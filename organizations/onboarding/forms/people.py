"""Step 4: who runs it, and where."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminFileFieldWidget

from organizations.onboarding.fields import AdminsField, LinesField, split_admin
from organizations.onboarding.forms.base import StepForm
from organizations.onboarding.forms.plan import missing_cover
from organizations.onboarding.rosters import are_read, as_file, preview_roster, remember
from project import storage
from project.errors import Invalid


class PeopleForm(StepForm):
    step = "people"
    title = gettext_lazy("People")
    fieldsets = [
        (gettext_lazy("Schools"), ["schools"]),
        (gettext_lazy("Who runs it"), ["owner", "admins"]),
        (gettext_lazy("Everybody else"), ["roster"]),
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

    roster = forms.FileField(
        label=gettext_lazy("Roster"),
        required=False,
        max_length=200,
        widget=UnfoldAdminFileFieldWidget,  # whose script looks for the name's own field
        help_text=gettext_lazy(
            "People and classes as a OneRoster archive or a CSV file. It is looked at now and "
            "applied when the organization is set up."
        ),
    )

    _upload: UploadedFile | None = None
    _remembered: dict | None = None

    def prepare(self):
        if not are_read():
            del self.fields["roster"]

    @classmethod
    def defaults(cls, profile):
        return {"schools": [], "admins": []}

    def clean_roster(self) -> dict | None:
        """What is remembered of the file; without a new one, of the file before."""
        file = self.cleaned_data.get("roster")
        if not isinstance(file, UploadedFile):
            return self.answers.values("people").get("roster")
        try:
            with as_file(file) as path:
                preview = preview_roster(path, file.name)
        except Invalid as error:
            raise ValidationError(error.message) from error
        self._upload, self._remembered = file, remember(file.name, preview)
        return self._remembered

    def store_files(self):
        if self._upload:
            with as_file(self._upload) as path:
                storage.save_file(self._remembered["key"], path)

    def forget_files(self):
        if self._upload:
            storage.delete(self._remembered["key"])

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
        roster = self.cleaned_data.get("roster")
        answers = self.answers.with_step("people", {"schools": schools, "roster": roster})
        plan = answers.values("plan").get("org_plan")
        for sentence in missing_cover(plan, answers) if plan else []:
            self.add_error("schools", sentence)
