from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReferralCode(models.Model):
    """By which one person recommends us to others."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    code = models.CharField(max_length=12, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class Referral(models.Model):
    """Somebody signed up by another's code.

    referrer, referred: null where the account is gone; the row stays, against loops.
    *_mailbox: a keyed digest of where mail reaches them, as `accounts.addresses.mailbox` says.
    ip, domain: from where they signed up and of their address, for platform staff to see.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Signed up")
        PAID = "paid", _("Paid, and the month is given")
        CAPPED = "capped", _("Paid, beyond the most in a year")
        REFUSED = "refused", _("Refused")

    class Reason(models.TextChoices):
        SELF = "self", _("The same person")
        AGAIN = "again", _("This mailbox was recommended before")
        LOOP = "loop", _("In a circle")
        HOUSEHOLD = "household", _("The same family")
        ADMINS = "admins", _("Admins of the same organization")

    referrer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    referred = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    referrer_mailbox = models.CharField(max_length=64)
    referred_mailbox = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True, db_index=True)
    domain = models.CharField(max_length=253, blank=True, db_index=True)
    at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["referrer", "-paid_at"], name="referral_of_referrer")]

    def __str__(self) -> str:
        return f"{self.referred_id} by {self.referrer_id} ({self.state})"


class MonthOfCredit(models.Model):
    """A month that somebody need not pay.

    used_at: when it was taken off a bill, or made a trial longer; used_for says which, and amount
    (in the currency's minor unit) what was credited.
    """

    class UsedFor(models.TextChoices):
        BILL = "bill", _("Taken off a bill")
        TRIAL = "trial", _("Made a trial longer")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="months_of_credit"
    )
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="credit")
    given_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    used_for = models.CharField(max_length=5, choices=UsedFor.choices, blank=True)
    amount = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        verbose_name_plural = "months of credit"

    def __str__(self) -> str:
        return f"a month for {self.person_id}"
