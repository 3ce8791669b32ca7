"""What is no recommendation: of oneself, in a circle, within a household."""

from billing.models import Referral
from organizations.models import Membership, Organization, Role

LONGEST_CHAIN = 50
Reason = Referral.Reason
LEADERS = (Role.OWNER, Role.ADMIN)


def why_refused(referral: Referral) -> str:
    """A reason, or empty. At most some queries and one for each link of the chain."""
    if referral.referrer_mailbox == referral.referred_mailbox:
        return Reason.SELF
    if _came_before(referral):
        return Reason.AGAIN
    if _is_in_circle(referral):
        return Reason.LOOP
    if _share(referral, organization__type=Organization.Type.FAMILY):
        return Reason.HOUSEHOLD
    if _share(referral, role__in=LEADERS):
        return Reason.ADMINS
    return ""


def _came_before(referral: Referral) -> bool:
    """An account that was deleted and made again."""
    same = Referral.objects.filter(referred_mailbox=referral.referred_mailbox)
    return same.exclude(state=Referral.State.REFUSED).exclude(pk=referral.pk).exists()


def _is_in_circle(referral: Referral) -> bool:
    """Who is recommended stands above who recommends; by mailboxes, as accounts come and go."""
    above = referral.referrer_mailbox
    for _link in range(LONGEST_CHAIN):
        rows = Referral.objects.filter(referred_mailbox=above).exclude(pk=referral.pk)
        above = rows.order_by("at").values_list("referrer_mailbox", flat=True).first()
        if above is None:
            return False
        if above == referral.referred_mailbox:
            return True
    return True


def _share(referral: Referral, **where) -> bool:
    """Both are members, as said, of one organization."""
    rows = Membership.objects.active().filter(**where)
    mine = rows.filter(user=referral.referrer_id).values("organization")
    return rows.filter(user=referral.referred_id, organization__in=mine).exists()
