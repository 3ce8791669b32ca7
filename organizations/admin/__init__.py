"""What platform admins see of organizations. Importing a module registers its pages."""

from organizations.admin import onboarding, organizations, others, people, records

__all__ = ["onboarding", "organizations", "others", "people", "records"]
