"""A request below /o/<slug>/, as organizations.middleware leaves it."""

from organizations.models import Membership, Organization
from project.requests import Request


class OrganizationRequest(Request):
    organization: Organization
    membership: Membership
