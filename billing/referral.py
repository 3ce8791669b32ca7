"""Recommending Lectern: the referred has a longer trial, the referrer a month once they pay.

/r/CODE or /?ref=CODE -> the session -> signed up: a Referral (waiting, or refused with why)
                      -> on_first_payment: a MonthOfCredit, at most so many a year
"""

import secrets
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.addresses import domain_of, mailbox
from accounts.models import User
from billing.models import MonthOfCredit, Referral, ReferralCode
from billing.referral_rules import why_refused
from organizations.models import Membership, Organization, Role

KEPT = "referral_code"
LENGTH = 8
LETTERS = "acdefghjkmnpqrtwxy34679"  # none that is mistaken for another
YEAR = timedelta(days=365)
State = Referral.State


def code_of(person: User) -> str:
    """The person's own, made when it is first asked for."""
    found = ReferralCode.objects.filter(person=person).first()
    while found is None:
        code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
        try:
            with transaction.atomic():
                found = ReferralCode.objects.create(person=person, code=code)
        except IntegrityError:  # theirs was made meanwhile, or the code is another's
            found = ReferralCode.objects.filter(person=person).first()
    return found.code


def remember(request: HttpRequest, code: str) -> None:
    """Nothing is looked up: no answer tells whether a code is somebody's."""
    code = code.strip().lower()
    if code.isalnum() and code.isascii() and len(code) <= LENGTH:
        request.session[KEPT] = code


def is_remembered(request: HttpRequest) -> bool:
    return KEPT in request.session


def keep(request: HttpRequest, referred: User) -> None:
    """Who has just signed up, by the code that their browser came with."""
    code = request.session.pop(KEPT, "") if hasattr(request, "session") else ""
    owned = ReferralCode.objects.select_related("person").filter(code=code).first()
    if owned is None:
        return
    referral = Referral(
        referrer=owned.person,
        referred=referred,
        referrer_mailbox=digest(owned.person.email or ""),
        referred_mailbox=digest(referred.email or ""),
        ip=get_adapter().get_client_ip(request),
        domain=domain_of(referred.email or "")[:253],
    )
    referral.reason = why_refused(referral)
    referral.state = State.REFUSED if referral.reason else State.WAITING
    referral.save()


def digest(email: str) -> str:
    """Keyed, so that a copy of the table tells no address."""
    return salted_hmac("billing.referral", mailbox(email), algorithm="sha256").hexdigest()


def trial_days(subject: User | Organization) -> int:
    """How long this one may try without paying."""
    if Referral.objects.filter(referred__in=_people_of(subject), state=State.WAITING).exists():
        return settings.REFERRED_TRIAL_DAYS
    return settings.TRIAL_DAYS


@transaction.atomic
def on_first_payment(subject: User | Organization) -> MonthOfCredit | None:
    """The month for who recommended them, once; None where there is none to give.

    Safe to call for each payment. What was right at the sign-up is asked again: people have
    become a family, or admins of one organization, since.
    """
    waiting = Referral.objects.select_for_update(of=("self",)).select_related("referrer")
    waiting = waiting.filter(state=State.WAITING, referred__in=_people_of(subject))
    referral = waiting.order_by("at", "pk").first()
    if referral is None or referral.referrer is None:
        return None
    referral.reason = why_refused(referral)
    if referral.reason:
        referral.state = State.REFUSED
        referral.save(update_fields=["state", "reason"])
        return None
    return _reward(referral)


def _reward(referral: Referral) -> MonthOfCredit | None:
    """The referrer's row is locked: two who pay at once do not both take the last place."""
    referrer = User.objects.select_for_update(of=("self",)).get(pk=referral.referrer_id)
    referral.paid_at = timezone.now()
    is_full = months_this_year(referrer) >= settings.REFERRALS_A_YEAR
    referral.state = State.CAPPED if is_full else State.PAID
    referral.save(update_fields=["state", "reason", "paid_at"])
    if is_full:
        return None
    return MonthOfCredit.objects.create(person=referrer, referral=referral)


def months_this_year(person: User) -> int:
    rows = MonthOfCredit.objects.filter(person=person)
    return rows.filter(given_at__gt=timezone.now() - YEAR).count()


def _people_of(subject: User | Organization) -> list:
    """A person, or the owners of an organization."""
    if isinstance(subject, User):
        return [subject.pk]
    owners = Membership.objects.filter(organization=subject, role=Role.OWNER, ended_at=None)
    return list(owners.values_list("user_id", flat=True))


def describe(person: User) -> dict:
    """For the person's own page: who has come is counted, and not named."""
    rows = Referral.objects.filter(referrer=person)
    return {
        "signed_up": rows.exclude(state=State.REFUSED).count(),
        "paid": rows.filter(state__in=[State.PAID, State.CAPPED]).count(),
        "months": MonthOfCredit.objects.filter(person=person, used_at=None).count(),
        "most": settings.REFERRALS_A_YEAR,
        "trial_days": settings.TRIAL_DAYS,
        "referred_trial_days": settings.REFERRED_TRIAL_DAYS,
    }
