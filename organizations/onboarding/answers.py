"""What was said in all steps, with the defaults of the type where nothing was said."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from accounts.models import User
from organizations.models import Onboarding, Role
from organizations.onboarding.fields import split_admin
from organizations.onboarding.rosters import RosterFile, roster_of
from organizations.settings_schema import OrganizationSettings, read_settings
from organizations.template_files import Template, list_templates
from organizations.types import TypeProfile, profile_of

NO_TYPE = ""


@dataclass(frozen=True, slots=True)
class Admin:
    """school: a name, or empty for the whole organization."""

    email: str
    role: Role
    school: str = ""


@dataclass(frozen=True)
class Answers:
    """said: {step: {field: value}}, only what differs from the defaults or has none.

    by: who asked for it last, the platform admin that rows and invitations name.
    """

    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    by: User | None = None
    onboarding: Onboarding | None = None

    @classmethod
    def of(cls, onboarding: Onboarding) -> "Answers":
        return cls(said=onboarding.data, by=onboarding.updated_by, onboarding=onboarding)

    def with_step(self, step: str, values: dict[str, Any]) -> "Answers":
        """As if the step said this; `values` are whole, defaults included."""
        said = {**self.said, step: values}
        fresh = Answers(said=said, by=self.by, onboarding=self.onboarding)
        return Answers(
            said={**said, step: fresh.without_defaults(step)},
            by=self.by,
            onboarding=self.onboarding,
        )

    @property
    def type(self) -> str:
        return self.said.get("organization", {}).get("type", NO_TYPE)

    @cached_property
    def profile(self) -> TypeProfile | None:
        return profile_of(self.type) if self.type else None

    def defaults(self, step: str) -> dict[str, Any]:
        from organizations.onboarding.forms import FORMS  # forms take answers

        return FORMS[step].defaults(self.profile) if self.profile else {}

    def values(self, step: str) -> dict[str, Any]:
        return self.defaults(step) | self.said.get(step, {})

    def without_defaults(self, step: str) -> dict[str, Any]:
        defaults = self.defaults(step)
        said = self.said.get(step, {})
        return {
            name: value
            for name, value in said.items()
            if name not in defaults or defaults[name] != value
        }

    # What provisioning reads

    @property
    def name(self) -> str:
        return self.values("organization").get("name", "")

    @property
    def schools(self) -> list[str]:
        return self.values("people").get("schools", [])

    @property
    def people(self) -> list[Admin]:
        """The owner first."""
        said = self.values("people")
        owner = said.get("owner", "")
        lines = map(split_admin, said.get("admins", []))
        admins = [Admin(email, Role.ADMIN, school) for email, school in lines]
        return [Admin(owner, Role.OWNER), *admins] if owner else admins

    @property
    def roster(self) -> RosterFile | None:
        return roster_of(self.values("people").get("roster"))

    @property
    def openstax(self) -> list[str]:
        return self.values("knowledge").get("openstax", [])

    @property
    def templates(self) -> list[Template]:
        """Those that still exist, in the order of their titles."""
        chosen = self.values("knowledge").get("templates", [])
        return [template for template in list_templates() if template.slug in chosen]

    def settings(self) -> OrganizationSettings:
        """Raises Invalid where the steps contradict each other."""
        organization, plan = self.values("organization"), self.values("plan")
        knowledge = self.values("knowledge")
        return read_settings(
            self.profile.settings().as_json()
            | {
                "knowledge_base": {
                    "use_openstax": knowledge["use_openstax"],
                    "chunk_tokens": knowledge["chunk_tokens"],
                },
                "pricing": {
                    name: plan[name]
                    for name in ("org_plan", "base_user_plan", "allow_individual_upgrades")
                },
                "compliance": {
                    name: organization[name]
                    for name in ("regimes", "consent_basis", "agreement", "retention_days")
                },
                "features": plan["features"],
                "grade_levels": organization["grade_levels"],
                "words": {
                    slot: organization[f"{slot}_word"] for slot in ("class", "student", "teacher")
                },
            }
        )
