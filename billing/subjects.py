"""Who pays: a person, or an organization."""

from dataclasses import dataclass

from accounts.models import User
from billing.models import Customer
from organizations.models import Organization
from organizations.scoping import unscoped


@dataclass(frozen=True, slots=True)
class Subject:
    """Exactly one of the two is there."""

    person: User | None = None
    organization: Organization | None = None

    @property
    def fields(self) -> dict:
        """For a filter, and for a new row."""
        return {"person": self.person, "organization": self.organization}

    @property
    def is_organization(self) -> bool:
        return self.organization is not None

    @property
    def name(self) -> str:
        return self.organization.name if self.organization else self.person.name  # type: ignore[union-attr]

    @property
    def email(self) -> str:
        return (self.person.email or "") if self.person else ""

    @property
    def metadata(self) -> dict[str, str]:
        """What Stripe keeps beside its own, so that a person there finds whose it is."""
        kind = "organization" if self.organization else "person"
        row = self.organization or self.person
        return {f"lectern_{kind}": str(row.pk)}  # type: ignore[union-attr]


def subject_of(row) -> Subject:
    """Of a row of a SubjectModel."""
    return Subject(person=row.person, organization=row.organization)


def customer_of(subject: Subject) -> Customer:
    """Its row, made where there is none; two requests make one."""
    with unscoped("a subject names itself"):
        return Customer.objects.get_or_create(**subject.fields)[0]
