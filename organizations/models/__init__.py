from organizations.models.audit import AuditEntry
from organizations.models.classes import Class, ClassMember, JoinCode
from organizations.models.flag import FeatureFlag
from organizations.models.grant import Grant
from organizations.models.invitation import Invitation
from organizations.models.job import Job
from organizations.models.onboarding import AppliedTemplate, Onboarding
from organizations.models.organization import Organization
from organizations.models.people import Membership, Relationship, Role
from organizations.models.school import School

__all__ = [
    "AppliedTemplate",
    "AuditEntry",
    "Class",
    "ClassMember",
    "FeatureFlag",
    "Grant",
    "Invitation",
    "Job",
    "JoinCode",
    "Membership",
    "Onboarding",
    "Organization",
    "Relationship",
    "Role",
    "School",
]
