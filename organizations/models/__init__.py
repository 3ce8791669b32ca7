from organizations.models.audit import AuditEntry
from organizations.models.catalogue import CatalogueSubscription
from organizations.models.classes import Class, ClassMember, JoinCode
from organizations.models.export import DataExport
from organizations.models.flag import FeatureFlag
from organizations.models.grant import Grant
from organizations.models.identity import IdentityProvider, ProviderDomain
from organizations.models.impersonation import Impersonation
from organizations.models.invitation import Invitation
from organizations.models.job import Job
from organizations.models.join_request import JoinRequest
from organizations.models.key import OrganizationKey
from organizations.models.link import SharingLink
from organizations.models.onboarding import AppliedTemplate, Onboarding
from organizations.models.organization import Organization
from organizations.models.people import Membership, Relationship, Role
from organizations.models.purge import PurgeReceipt
from organizations.models.roster import (
    RosterChange,
    RosterGuardian,
    RosterImport,
    RosterProblem,
)
from organizations.models.school import School
from organizations.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "AppliedTemplate",
    "AuditEntry",
    "CatalogueSubscription",
    "Class",
    "ClassMember",
    "DataExport",
    "FeatureFlag",
    "Grant",
    "IdentityProvider",
    "Impersonation",
    "Invitation",
    "Job",
    "JoinCode",
    "JoinRequest",
    "Membership",
    "Onboarding",
    "Organization",
    "OrganizationKey",
    "ProviderDomain",
    "PurgeReceipt",
    "Relationship",
    "Role",
    "RosterChange",
    "RosterGuardian",
    "RosterImport",
    "RosterProblem",
    "School",
    "SharingLink",
    "Webhook",
    "WebhookDelivery",
]
