"""Two organizations with the same of everything, each with a word of its own in all of it.

Both are made by the same function, so what B's people see of B is what A's see of A, and a word
of A on a page of B is a leak.
"""

from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.services import add_person
from accounts.tokens import families
from organizations import audit
from organizations.keys.service import create_key, revoke_key
from organizations.models import (
    Organization,
)
from organizations.scoping import scope
from organizations.services.organizations import create_organization
from organizations.services.people import add_member
from project import storage
from tests.isolation.making.base import ROLES, SCOPES, World
from tests.isolation.making.lessons import (
    annotation_rows,
    bubble_rows,
    lesson_rows,
    safety_rows,
    strategy_rows,
)
from tests.isolation.making.money import payment_rows, plan_rows
from tests.isolation.making.people import (
    form_rows,
    people_rows,
    roster_rows,
    sign_in_rows,
    sign_up_rows,
)
from tests.isolation.making.sources import library_rows
from tests.isolation.making.work import artifact_rows, assignment_rows, compilation_rows


def make_world(name: str, word: str) -> World:
    organization = create_organization(name=name)
    organization.domain = f"{organization.slug}.example"
    organization.settings["branding"] = {"logo": f"o/{organization.pk}/logo.png"}
    organization.save()
    storage.save_bytes(f"o/{organization.pk}/logo.png", word.encode())
    people = {role: _person(organization, role) for role in ROLES}
    world = World(organization, word, people, {"organization_slug": organization.slug})
    with scope(organization.pk):
        add_rows(world)
    return world


def _person(organization: Organization, role: str) -> User:
    address = f"{role}@{organization.slug}.example"
    user = add_person(email=address, password="x", name=role.title())
    given = "admin" if role == "school_admin" else role
    add_member(organization=organization, user=user, role=given)
    return user


def add_rows(world: World) -> None:
    for add in (
        people_rows,
        library_rows,
        lesson_rows,
        safety_rows,
        strategy_rows,
        plan_rows,
        annotation_rows,
        bubble_rows,
        artifact_rows,
        compilation_rows,
        assignment_rows,
        sign_up_rows,
        roster_rows,
        sign_in_rows,
        payment_rows,
        form_rows,
    ):
        world.rows |= add(world)
    audit.record("people.invited", organization=world.organization, detail={"note": world.word})


def people_of(ours: World, theirs: World) -> dict[str, User | None]:
    """Everybody in `policies.PEOPLE`; nobody is None."""
    both = add_person(email="both@x.example", password="x", name="Both")
    add_member(organization=ours.organization, user=both, role="teacher")
    add_member(organization=theirs.organization, user=both, role="owner")
    platform = {"is_staff": True, "is_superuser": True}
    newcomer = add_person(email=f"new@{ours.organization.domain}", password="x")
    EmailAddress.objects.create(user=newcomer, email=newcomer.email, verified=True, primary=True)
    return {
        **ours.people,
        "both": both,
        **{f"foreign_{role}": user for role, user in theirs.people.items()},
        "platform": add_person(email="boss@lectern.example", password="x", **platform),
        "newcomer": newcomer,
        "nobody": None,
    }


def tokens_of(people: dict[str, User | None]) -> dict[str, str]:
    return {name: families.issue(user=user).access for name, user in people.items() if user}


def keys_of(world: World, *, scopes=SCOPES, expires_at=None, revoked: bool = False) -> str:
    with scope(world.organization.pk):
        row, text = create_key(
            organization=world.organization,
            name=f"K {world.word}",
            scopes=list(scopes),
            expires_at=expires_at,
            by=world.people["admin"],
        )
        if revoked:
            revoke_key(row)
        return text
