from organizations.models.job import Job
from organizations.models.organization import Organization
from organizations.models.people import Membership, Role

__all__ = ["Job", "Membership", "Organization", "Role"]
