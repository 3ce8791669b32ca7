"""What an organization's settings may say, and what contradicts itself.

Read with `read_settings`; the defaults of a new organization come from its type's profile
(`organizations/types/`).
"""

from enum import StrEnum
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from organizations.branding import Colour, check_contrast
from organizations.words import WORDS
from project.errors import Invalid

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]


class OrgPlan(StrEnum):
    """Whose pools the organization has; the numbers are the row's monthly limits."""

    STARTER = "starter"
    STANDARD = "standard"
    ENTERPRISE = "enterprise"


class UserPlan(StrEnum):
    FREE = "free"
    PLUS = "plus"
    PREMIUM = "premium"


class Feature(StrEnum):
    """What an organization may switch off for everybody in it."""

    ASK = "ask"
    LESSONS_BY_STUDENTS = "lessons_by_students"
    VIDEO = "video"
    GUARDIANS = "guardians"
    JOIN_CODES = "join_codes"
    DOMAIN_JOIN = "domain_join"
    API = "api"
    LINKS = "links"


class Regime(StrEnum):
    COPPA = "coppa"
    FERPA = "ferpa"
    GDPR = "gdpr"
    NONE = "none"


class ConsentBasis(StrEnum):
    """On what ground personal data of minors is kept."""

    AGREEMENT = "agreement"
    PARENTAL = "parental"
    OWN = "own"


class Watch(StrEnum):
    """When an adult may read a student's chats: never, one that raised an alert, any."""

    OFF = "off"
    ALERT = "alert"
    ALWAYS = "always"


class Risk(StrEnum):
    """For what a student's question is not answered."""

    SELF_HARM = "self_harm"
    ABUSE = "abuse"
    VIOLENCE = "violence"
    SEXUAL = "sexual"
    HARASSMENT = "harassment"
    PERSONAL_DATA = "personal_data"
    PROMPT_ATTACK = "prompt_attack"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class KnowledgeBase(Part):
    """chunk_tokens: tokens of a passage (an atom). It holds for what is read from then on, and
    for what is read again; passages that are there stay as they are."""

    use_openstax: bool = True
    enabled_templates: tuple[Name, ...] = ()
    chunk_tokens: int = Field(
        512,
        ge=500,
        le=1000,
        # Beside it wherever it is set; to be translated there.
        description=gettext_noop(
            "It holds for sources that are read from now on. “Read it again” on a source cuts its "
            "passages anew."
        ),
    )


class Pricing(Part):
    org_plan: OrgPlan = OrgPlan.STARTER
    base_user_plan: UserPlan = UserPlan.FREE
    allow_individual_upgrades: bool = True


class Compliance(Part):
    """retention_days: of what a person leaves behind after they left the organization."""

    regimes: tuple[Regime, ...] = ()
    consent_basis: ConsentBasis = ConsentBasis.OWN
    agreement: str = Field("", max_length=200)
    retention_days: int = Field(365, ge=30, le=3650)

    @model_validator(mode="after")
    def _agree(self):
        if Regime.NONE in self.regimes and len(self.regimes) > 1:
            raise ValueError(_("Compliance says “none” and names a law as well. Keep one."))
        if Regime.COPPA in self.regimes and self.consent_basis == ConsentBasis.OWN:
            raise ValueError(
                _(
                    "Under COPPA children cannot consent themselves. Choose parental consent "
                    "or a signed agreement."
                )
            )
        return self


class Joining(Part):
    """What becomes of people with a verified address of the organization's domain."""

    by_domain: Literal["ask", "at_once"] = "ask"
    role: Literal["student", "teacher"] = "student"


class Security(Part):
    """staff_second_factor: owners, admins and teachers come in with a passkey or a code only."""

    staff_second_factor: bool = False


class Storage(Part):
    """person_gb: of the files that one person adds, in gigabytes (2^30 bytes).
    pictures_days: for which a picture of a page is kept; then it is drawn again when needed.
    clips_days: for which the parts that a finished lesson was joined of are kept after they were
        last used; then they are made again when needed.
    earlier_days: for which a text that a page of the web no longer has is kept after it was
        replaced, where nothing quotes it.
    unconfirmed_days: for which an upload that was sent and not confirmed is kept."""

    person_gb: int = Field(20, ge=1, le=100_000)
    pictures_days: int = Field(180, ge=7, le=3650)
    clips_days: int = Field(90, ge=7, le=3650)
    earlier_days: int = Field(365, ge=7, le=3650)
    unconfirmed_days: int = Field(1, ge=1, le=30)


class Safety(Part):
    """teachers, guardians: whether they may read the chats of who answers to them.

    adult: the membership of whom alerts go to. alert_on: what raises one.
    country: ISO 3166-1 alpha-2, whose helplines are named. help: the organization's own words
    about where help is.
    """

    teachers: Watch = Watch.OFF
    guardians: Watch = Watch.OFF
    alerts: bool = False
    adult: int | None = None
    alert_on: tuple[Risk, ...] = (Risk.SELF_HARM, Risk.ABUSE, Risk.VIOLENCE)
    country: str = Field("", max_length=2)
    help: str = Field("", max_length=1000)

    @model_validator(mode="after")
    def _agree(self):
        if self.alerts and self.adult is None:
            raise ValueError(_("Alerts go to somebody: name the adult who gets them."))
        if self.alerts and not self.alert_on:
            raise ValueError(_("Say what raises an alert, or switch alerts off."))
        if not self.alerts and Watch.ALERT in (self.teachers, self.guardians):
            raise ValueError(_("Chats cannot be opened by an alert while alerts are off."))
        return self


class Branding(Part):
    """accents and mark: colours as #rrggbb for light and dark; logo: a key in storage, of
    logo_bytes."""

    left: Colour | None = None
    left_dark: Colour | None = None
    right: Colour | None = None
    right_dark: Colour | None = None
    logo: str = Field("", max_length=255)
    logo_bytes: int = Field(0, ge=0)
    logo_alt: str = Field("", max_length=120)

    @model_validator(mode="after")
    def _contrast(self):
        check_contrast(self.model_dump(include={"left", "left_dark", "right", "right_dark"}))
        return self


class OrganizationSettings(Part):
    knowledge_base: KnowledgeBase = KnowledgeBase()
    pricing: Pricing = Pricing()
    compliance: Compliance = Compliance()
    features: frozenset[Feature] = frozenset(Feature)
    branding: Branding = Branding()
    joining: Joining = Joining()
    security: Security = Security()
    storage: Storage = Storage()
    safety: Safety = Safety()
    strategies: tuple[Name, ...] = ()
    grade_levels: tuple[str, ...] = ()
    words: dict[Literal["class", "student", "teacher"], Name] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _agree(self):
        for slot, word in self.words.items():
            if word not in WORDS[slot]:
                raise ValueError(_("“%(word)s” is no word for %(slot)s here.") % locals())
        if Feature.LESSONS_BY_STUDENTS not in self.features and (
            self.pricing.base_user_plan != UserPlan.FREE
        ):
            raise ValueError(
                _(
                    "Students may not make lessons here, yet their plan pays for some. "
                    "Allow it, or set the members' plan to Free."
                )
            )
        return self

    def as_json(self) -> dict:
        """What the row keeps: plain values, features in order."""
        kept = self.model_dump(mode="json", exclude_none=True)
        kept["branding"] = {name: value for name, value in kept["branding"].items() if value}
        return kept | {"features": sorted(kept["features"])}


def read_settings(values: dict) -> OrganizationSettings:
    """Raises Invalid with one sentence for each thing that is wrong."""
    try:
        return OrganizationSettings.model_validate(values)
    except ValidationError as error:
        raise Invalid(" ".join(_sentence(problem) for problem in error.errors())) from error


def _sentence(problem: dict) -> str:
    where = ".".join(str(step) for step in problem["loc"])
    said = problem["msg"].removeprefix("Value error, ")
    return f"{where}: {said}." if where and problem["type"] != "value_error" else said
