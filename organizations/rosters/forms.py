"""A file to read, and what to do beyond adding and changing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.models import Role, RosterImport
from organizations.roles import may_give
from organizations.rosters import limits
from organizations.rosters.planning.warnings import lacks_most
from organizations.rosters.services import Options


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Roster"),
        allow_empty_file=True,  # it is refused with our own sentence
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.csv,.txt,.tsv"}),
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > limits.MAX_FILE_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Export one school after the other."),
                params={"limit": limits.MAX_FILE_BYTES // 1024**2},
            )
        return file


class ApplyForm(forms.Form):
    """Only the ticks that fit this import and this person: another one does nothing."""

    def __init__(self, *args, roster: RosterImport, membership, **kwargs):
        super().__init__(*args, **kwargs)
        counts = roster.counts
        if missing := counts["people"].get("missing"):
            self._add("remove_people", _("Deactivate the %(many)s people who are missing"), missing)
            if lacks_most(counts["people"]):
                self._add("even_most", _("Yes, even though these are most of the people"), missing)
        if ended := sum(counts[kind].get("missing", 0) for kind in
                        ("enrolments", "classes", "guardians")):  # fmt: skip
            self._add("end_places", _("End the %(many)s class places, classes and guardians that "
                                      "are missing"), ended)  # fmt: skip
        if may_give(membership, Role.ADMIN) and has_new_admins(roster):
            self._add("make_admins", _("Make new people admins whom the file calls administrators"))

    def _add(self, name: str, label, many: int = 0) -> None:
        label = label % {"many": many} if many else label
        self.fields[name] = forms.BooleanField(label=label, required=False)

    @property
    def options(self) -> Options:
        return Options(**self.cleaned_data)


def has_new_admins(roster: RosterImport) -> bool:
    return roster.changes.filter(kind="people", action="create", after__has_key="admin").exists()
