"""What selling plans gives to who signs up: who sent them, their trial, the plan on the tour."""

from django.utils.translation import gettext_lazy as _

from accounts import registries
from accounts.models import User
from accounts.tour.steps import Step
from accounts.tour.steps import register as add_steps
from billing import referral
from billing.subjects import Subject
from billing.trials import may_try, start_trial
from organizations.access import home_membership
from organizations.links import url_in
from organizations.registries import admin_pages

TRIED = {User.Kind.TEACHER: "plus", User.Kind.STUDENT: "plus", User.Kind.FAMILY: "family"}


def begin_trial(user: User) -> None:
    """Of the smallest plan for what they are, without a card. Safe to call twice."""
    plan, subject = TRIED.get(user.signed_up_as), Subject(person=user)
    if plan and may_try(subject):
        start_trial(subject, plan=plan)


def _plan_url(user: User) -> str:
    membership = home_membership(user)
    return url_in(membership.organization.slug, "plan:mine") if membership else ""


def register() -> None:
    registries.on_signed_up.append(referral.keep)
    registries.on_sign_up.append(begin_trial)
    admin_pages.append((_("Recommendations"), "handshake", "billing_referral"))
    add_steps(
        Step(
            "plan",
            60,
            _("Your plan"),
            _(
                "What you have used this month, and when it begins anew. Text and video are "
                "counted apart; what a teacher assigns does not count."
            ),
            frozenset({"plan:mine"}),
            _plan_url,
        )
    )
