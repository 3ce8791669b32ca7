"""A family: who pays gives places to people at home, by email; they say yes themselves."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from billing.effective import joined_family, shares_videos
from billing.models import Family, FamilyMember, Subscription
from billing.plans import plan
from organizations.emails import clean_email
from project.errors import Conflict, NotFound, ProviderError
from project.mails import send_mail
from project.sites import site_url


def family_subscription(owner: User) -> Subscription | None:
    """That gives access now and is for a family."""
    rows = Subscription.objects.filter(person=owner).giving_access(timezone.now())
    return next((row for row in rows if shares_videos(row)), None)


def places_of(subscription: Subscription) -> int:
    """With the owner's own."""
    return plan(subscription.plan).people or 1


def list_members(owner: User) -> list[FamilyMember]:
    rows = FamilyMember.objects.filter(family__owner=owner).select_related("person")
    return list(rows.order_by("invited_at"))


def list_invitations(person: User) -> QuerySet[FamilyMember]:
    """For addresses that the person has shown to be theirs."""
    verified = EmailAddress.objects.filter(user=person, verified=True).values_list(
        "email", flat=True
    )
    rows = FamilyMember.objects.filter(person=None, email__in=[one.lower() for one in verified])
    return rows.select_related("family__owner").order_by("invited_at")


def invite_to_family(owner: User, email: str) -> FamilyMember:
    """Raises Invalid for what is no address; Conflict where no place is left or they have one;
    NotFound for who has no family's subscription."""
    address = clean_email(email)
    subscription = family_subscription(owner)
    if subscription is None:
        raise NotFound(_("You have no subscription for a family."))
    if joined_family(owner.pk):
        raise Conflict(_("You are in somebody else's family. Leave it first."))
    if address == (owner.email or "").lower():
        raise Conflict(_("One of the places is yours already."))
    with transaction.atomic():
        Family.objects.get_or_create(owner=owner)
        family = Family.objects.select_for_update().get(owner=owner)
        members = family.members
        if members.filter(email__iexact=address).exists():
            raise Conflict(_("%(email)s has a place already.") % {"email": address})
        if members.count() + 1 >= places_of(subscription):
            raise Conflict(_("All places are given. Take one back first."))
        member = members.create(email=address)
    _mail(member, owner)
    return member


def _mail(member: FamilyMember, owner: User) -> None:
    try:
        with translation.override(owner.language or settings.LANGUAGE_CODE):
            send_mail(
                "billing/mail/family", to=member.email, owner=str(owner), url=site_url("front")
            )
    except OSError as error:  # SMTP's errors and those of sockets
        raise ProviderError(
            _("The place is kept, but the mail could not be sent. Tell them yourself."),
            retryable=True,
        ) from error


@transaction.atomic
def join_family(person: User, pk: UUID) -> None:
    """Raises NotFound for a place that was not given to them, Conflict where they have one."""
    member = _invited(person, pk)
    if joined_family(person.pk) or FamilyMember.objects.filter(family__owner=person).exists():
        raise Conflict(_("You are in a family already. Leave it first."))
    FamilyMember.objects.filter(pk=member.pk).update(person=person, joined_at=timezone.now())


def decline_family(person: User, pk: UUID) -> None:
    _invited(person, pk).delete()


def _invited(person: User, pk: UUID) -> FamilyMember:
    member = list_invitations(person).filter(pk=pk).first()
    if member is None:
        raise NotFound(_("There is no such place for you; it may have been taken back."))
    return member


def remove_from_family(owner: User, pk: UUID) -> None:
    """What they made stays theirs. Raises NotFound for a place of another family."""
    member = FamilyMember.objects.filter(pk=pk, family__owner=owner).first()
    if member is None:
        raise NotFound(_("There is no such place in your family."))
    member.delete()


def leave_family(person: User) -> None:
    member = FamilyMember.objects.filter(person=person).first()
    if member is None:
        raise NotFound(_("You are in no family."))
    member.delete()
