"""One organization of the two, and what is named in it."""

from dataclasses import dataclass

from accounts.models import User
from organizations.models import (
    Organization,
)

ROLES = ("owner", "admin", "school_admin", "teacher", "student", "guardian")
TITLE, FREE_TITLE = "astronomy-2e", "physics-2e"
SCOPES = ("sources:read", "search", "lessons:read")
ASKED = {"guardian_email": "nora@x.example", "country": "DE", "age": 16, "wording": "2026-11"}


@dataclass
class World:
    """One organization. rows: what addresses and bodies are filled with, by name."""

    organization: Organization
    word: str
    people: dict[str, User]
    rows: dict

    @property
    def alice(self) -> User:
        return self.people["admin"]

    @property
    def slug(self) -> str:
        return self.organization.slug
