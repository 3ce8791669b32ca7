"""What an organization sets about the safety of those who learn."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.countries import COUNTRIES
from organizations.models import Organization
from organizations.safety.adult import list_adults
from organizations.settings_schema import Risk, Watch

WATCH = {
    Watch.OFF: _("Never"),
    Watch.ALERT: _("Where a question in the chat has raised an alert"),
    Watch.ALWAYS: _("Always"),
}
RISKS = {
    Risk.SELF_HARM: _("Self-harm"),
    Risk.ABUSE: _("Abuse"),
    Risk.VIOLENCE: _("Violence and danger"),
    Risk.SEXUAL: _("Sexual content"),
    Risk.HARASSMENT: _("Harassment and hate"),
}


class SafetyForm(forms.Form):
    """`seen` holds the version that was looked at, as in the settings."""

    seen = forms.CharField(widget=forms.HiddenInput)
    teachers = forms.ChoiceField(
        label=_("Teachers may read the chats of those they teach"), choices=list(WATCH.items())
    )
    guardians = forms.ChoiceField(
        label=_("Guardians may read the chats of their children"), choices=list(WATCH.items())
    )
    alerts = forms.BooleanField(
        label=_("Tell an adult when a question suggests that somebody is in danger"),
        required=False,
    )
    adult = forms.ModelChoiceField(
        None,
        label=_("Who is told"),
        required=False,
        help_text=_(
            "They get a mail, and read the alerts here. If they leave, an owner takes over and "
            "the admins are told."
        ),
    )
    alert_on = forms.MultipleChoiceField(
        label=_("What they are told of"),
        choices=list(RISKS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    country = forms.ChoiceField(label=_("Helplines of"), required=False)
    help = forms.CharField(
        label=_("Where help is, in your words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands first: a counsellor's room and number, for example."),
    )

    SECTIONS = (
        (_("Who reads chats"), ["teachers", "guardians"]),
        (_("Alerts"), ["alerts", "adult", "alert_on"]),
        (_("Where help is"), ["country", "help"]),
    )

    def __init__(self, *args, organization: Organization, **kwargs):
        super().__init__(*args, **kwargs)
        adult = self.fields["adult"]
        adult.queryset = list_adults(organization)
        adult.label_from_instance = lambda each: str(each.user)
        adult.empty_label = _("Nobody yet")
        countries = [(each.code, each.name) for each in COUNTRIES]
        self.fields["country"].choices = [("", _("No country in particular")), *countries]

    @classmethod
    def initial_of(cls, organization: Organization) -> dict:
        return organization.options.safety.model_dump(mode="json")

    def clean(self):
        data = super().clean()
        if data.get("alerts") and not data.get("adult") and "adult" not in self.errors:
            self.add_error("adult", _("Alerts go to somebody: name the adult who gets them."))
        return data

    def parts(self) -> dict:
        """What `change_settings` takes."""
        data = {name: self.cleaned_data[name] for name in self.fields if name != "seen"}
        return {"safety": data | {"adult": data["adult"].pk if data["adult"] else None}}

    def sections(self) -> list[tuple]:
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]
