from organizations.models.audit import AuditEntry
from organizations.models.catalogue import CatalogueSubscription
from organizations.models.classes import Class, ClassMember, JoinCode
from organizations.models.flag import FeatureFlag
from organizations.models.grant import Grant
from organizations.models.invitation import Invitation
from organizations.models.job import Job
from organizations.models.organization import Organization
from organizations.models.people import Membership, Relationship, Role
from organizations.models.school import School

__all__ = [
    "AuditEntry",
    "CatalogueSubscription",
    "Class",
    "ClassMember",
    "FeatureFlag",
    "Grant",
    "Invitation",
    "Job",
    "JoinCode",
    "Membership",
    "Organization",
    "Relationship",
    "Role",
    "School",
]
