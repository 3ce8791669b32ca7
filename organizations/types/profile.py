"""The shape of a type's profile."""

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from organizations.settings_schema import (
    Compliance,
    Feature,
    KnowledgeBase,
    Name,
    OrganizationSettings,
    Pricing,
)


class Limits(BaseModel):
    """Of the whole organization: lessons a calendar month, and gigabytes (2^30 bytes) that are
    kept; null is no limit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    monthly_text: NonNegativeInt | None
    monthly_video: NonNegativeInt | None
    storage_gb: NonNegativeInt | None


class TypeProfile(BaseModel):
    """Defaults of a new organization of one type; each can be changed afterwards.

    roles: those that are offered when people are invited.
    openstax: titles of the catalogue that are proposed, by slug.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    pricing: Pricing
    limits: Limits
    features: frozenset[Feature]
    strategies: tuple[Name, ...]
    openstax: tuple[Name, ...]
    roles: tuple[str, ...]
    compliance: Compliance
    grade_levels: tuple[str, ...]
    words: dict[str, Name]

    def settings(self) -> OrganizationSettings:
        return OrganizationSettings(
            knowledge_base=KnowledgeBase(use_openstax=bool(self.openstax)),
            pricing=self.pricing,
            compliance=self.compliance,
            features=self.features,
            strategies=self.strategies,
            grade_levels=self.grade_levels,
            words=self.words,
        )
