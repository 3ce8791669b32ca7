"""What platform admins see of organizations. Importing a module registers its pages."""

from organizations.admin import onboarding, organizations, others, people, records
from organizations.identity import admin as identity

__all__ = ["identity", "onboarding", "organizations", "others", "people", "records"]
