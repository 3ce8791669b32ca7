"""Step 2: what they have signed for."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.onboarding.answers import Answers
from organizations.onboarding.forms.base import StepForm
from organizations.plans import COVERS, covers, limits_beyond
from organizations.settings_schema import Feature, OrganizationSettings, OrgPlan, UserPlan

PLANS = [
    (OrgPlan.STARTER, gettext_lazy("Starter")),
    (OrgPlan.STANDARD, gettext_lazy("Standard")),
    (OrgPlan.ENTERPRISE, gettext_lazy("Enterprise")),
]
USER_PLANS = [
    (UserPlan.FREE, gettext_lazy("Free")),
    (UserPlan.PLUS, gettext_lazy("Plus")),
    (UserPlan.PREMIUM, gettext_lazy("Premium")),
]
FEATURES = [
    (Feature.ASK, gettext_lazy("Ask questions of sources")),
    (Feature.LESSONS_BY_STUDENTS, gettext_lazy("Students make lessons")),
    (Feature.VIDEO, gettext_lazy("Video lessons")),
    (Feature.GUARDIANS, gettext_lazy("Guardians see their children's work")),
    (Feature.JOIN_CODES, gettext_lazy("Join a class by its code")),
    (Feature.DOMAIN_JOIN, gettext_lazy("Join by an address of the mail domain")),
    (Feature.API, gettext_lazy("The API")),
    (Feature.LINKS, gettext_lazy("Sources shared by a link, also with people outside")),
]


class PlanForm(StepForm):
    step = "plan"
    title = gettext_lazy("Plan and limits")
    fieldsets = [
        (gettext_lazy("Plan"), ["org_plan", "base_user_plan", "allow_individual_upgrades"]),
        (
            gettext_lazy("Lessons a month, for the whole organization"),
            ["monthly_text_limit", "monthly_video_limit"],
        ),
        (gettext_lazy("Storage"), ["storage_limit_gb"]),
        (gettext_lazy("Features"), ["features"]),
    ]

    org_plan = forms.ChoiceField(
        label=gettext_lazy("Plan of the organization"), choices=PLANS, widget=forms.RadioSelect
    )
    base_user_plan = forms.ChoiceField(
        label=gettext_lazy("Plan of its members"), choices=USER_PLANS
    )
    allow_individual_upgrades = forms.BooleanField(
        label=gettext_lazy("Members may pay for more themselves"), required=False
    )
    monthly_text_limit = forms.IntegerField(
        label=gettext_lazy("Text lessons"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=gettext_lazy("Left empty: no limit."),
    )
    monthly_video_limit = forms.IntegerField(
        label=gettext_lazy("Video lessons"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=gettext_lazy("Left empty: no limit."),
    )
    storage_limit_gb = forms.IntegerField(
        label=gettext_lazy("Gigabytes of files, pictures and lessons"),
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text=gettext_lazy("Left empty: no limit."),
    )
    features = forms.MultipleChoiceField(
        label=gettext_lazy("What its people may use"),
        choices=FEATURES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def prepare(self):
        self.fields["org_plan"].choices = [
            (plan, f"{label} · {cover_words(plan)}") for plan, label in PLANS
        ]

    @classmethod
    def defaults(cls, profile):
        return profile.pricing.model_dump(mode="json") | {
            "monthly_text_limit": profile.limits.monthly_text,
            "monthly_video_limit": profile.limits.monthly_video,
            "storage_limit_gb": profile.limits.storage_gb,
            "features": in_order(profile.features),
        }

    def clean_features(self) -> list[str]:
        return in_order(self.cleaned_data["features"])

    def clean(self):
        if not self.errors:
            self._check_schema()
            self._check_limits()
            for sentence in missing_cover(self.cleaned_data["org_plan"], self.answers):
                self.add_error("org_plan", sentence)
        return self.cleaned_data

    def _check_schema(self) -> None:
        said = self.cleaned_data
        pricing = ("org_plan", "base_user_plan", "allow_individual_upgrades")
        values = {
            "pricing": {name: said[name] for name in pricing},
            "features": said["features"],
        }
        self.clean_by(OrganizationSettings, {"base_user_plan": "base_user_plan"}, values)

    def _check_limits(self) -> None:
        said = self.cleaned_data
        beyond = limits_beyond(
            said["org_plan"],
            monthly_text=said["monthly_text_limit"],
            monthly_video=said["monthly_video_limit"],
            storage_gb=said["storage_limit_gb"],
        )
        for field, sentence in beyond.items():
            self.add_error(field, sentence)


def in_order(features) -> list[str]:
    return [str(feature) for feature, _label in FEATURES if feature in features]


def cover_words(plan: OrgPlan) -> str:
    """What it covers, in a line: "up to 500 text lessons, …"."""
    cover = COVERS[OrgPlan(plan)]
    if cover.schools is None:
        return _("no bounds")
    schools = ngettext("%d school", "%d schools", cover.schools) % cover.schools
    return _("up to %(text)s text lessons and %(video)s videos a month, %(schools)s") % {
        "text": f"{cover.text_a_month:,}",
        "video": f"{cover.videos_a_month:,}",
        "schools": schools,
    }


def missing_cover(plan: str, answers: Answers) -> list[str]:
    """What the other steps ask for and the plan does not cover, a sentence each."""
    cover = COVERS[OrgPlan(plan)]
    people = answers.roster.preview.people if answers.roster else 0
    found = []
    if not covers(cover.schools, len(answers.schools)):
        sentence = ngettext(
            "This plan covers %(most)d school; %(asked)d are named. Choose a larger plan, or "
            "name fewer schools.",
            "This plan covers %(most)d schools; %(asked)d are named. Choose a larger plan, or "
            "name fewer schools.",
            cover.schools,
        )
        found.append(sentence % {"most": cover.schools, "asked": len(answers.schools)})
    if not covers(cover.people, people):
        sentence = _(
            "This plan covers %(most)d people; the roster has %(asked)d. Choose a larger plan, "
            "or a smaller roster."
        )
        found.append(sentence % {"most": cover.people, "asked": people})
    return found
