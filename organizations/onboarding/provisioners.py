"""The steps of setting up an organization that are our own."""

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from organizations import audit
from organizations.models import Invitation, Membership, Onboarding, Organization, School
from organizations.onboarding import rosters
from organizations.onboarding.answers import Admin, Answers
from organizations.onboarding.progress import Progress
from organizations.registries import Provisioner, provisioners, template_lacks
from organizations.services.invitations import invite
from organizations.services.people import add_member
from organizations.template_files import Template
from organizations.templating.applying import apply_template, unapply_all


def _nothing(organization: Organization, answers: Answers) -> None:
    """Its rows go with the organization."""


def set_up_organization(organization: Organization, answers: Answers, progress: Progress) -> None:
    def write() -> None:
        plan = answers.values("plan")
        Organization.objects.filter(pk=organization.pk).update(
            settings=answers.settings().as_json(),
            monthly_text_limit=plan["monthly_text_limit"],
            monthly_video_limit=plan["monthly_video_limit"],
            storage_limit_gb=plan["storage_limit_gb"],
            updated_at=timezone.now(),
        )

    progress.once(write)


def make_schools(organization: Organization, answers: Answers, progress: Progress) -> None:
    def make(name: str) -> None:
        if not _school(organization, name):
            school = School.objects.create(organization=organization, name=name)
            audit.record("school.created", organization=organization, subject=school)

    progress.each(answers.schools, make)


def _school(organization: Organization, name: str) -> School | None:
    return School.objects.filter(organization=organization, name__iexact=name).first()


def apply_templates(organization: Organization, answers: Answers, progress: Progress) -> None:
    def apply(template: Template) -> None:
        apply_template(organization=organization, template=template, by=answers.by)
        for find in template_lacks:
            for sentence in find(template):
                progress.note(sentence)

    progress.each(answers.templates, apply)


def undo_templates(organization: Organization, answers: Answers) -> None:
    unapply_all(organization)


def ask_people_in(organization: Organization, answers: Answers, progress: Progress) -> None:
    progress.each(answers.people, lambda person: ask_in(organization, person, answers.by))


def ask_in(organization: Organization, person: Admin, by: User | None) -> None:
    """A member at once where the address is known to be theirs, else by invitation."""
    school = _school(organization, person.school) if person.school else None
    if user := account_of(person.email):
        membership = add_member(organization=organization, user=user, role=person.role)
        membership.schools.set([school] if school else [])
        _record_member(organization, membership)
    elif not Invitation.objects.open().filter(email__iexact=person.email).exists():
        invite(
            organization=organization,
            email=person.email,
            role=person.role,
            school=school,
            invited_by=by,
        )


def _record_member(organization: Organization, membership: Membership) -> None:
    detail = {"role": membership.role}
    audit.record("people.added", organization=organization, subject=membership, detail=detail)


def account_of(email: str) -> User | None:
    """Who signs in by it. Not somebody who typed it at sign-up and has not confirmed it."""
    unconfirmed = EmailAddress.objects.filter(email__iexact=email, verified=False)
    return (
        User.objects.filter(email__iexact=email, is_active=True)
        .exclude(pk__in=unconfirmed.values("user_id"))
        .first()
    )


def open_organization(organization: Organization, answers: Answers, progress: Progress) -> None:
    def unlock() -> None:
        Organization.objects.filter(pk=organization.pk).update(is_preparing=False)
        Onboarding.objects.filter(organization=organization).update(
            state=Onboarding.State.DONE, finished_at=timezone.now()
        )
        rosters.set_roster(Onboarding.objects.get(organization=organization), None, by=None)
        audit.record("organization.opened", organization=organization, subject=organization)

    progress.once(unlock)


def register() -> None:
    provisioners.extend(
        [
            Provisioner("organization", _("Organization"), 0, set_up_organization, _nothing),
            Provisioner("schools", _("Schools"), 10, make_schools, _nothing),
            Provisioner("templates", _("Templates"), 40, apply_templates, undo_templates),
            Provisioner("people", _("People"), 80, ask_people_in, _nothing),
            Provisioner("opening", _("Opening"), 90, open_organization, _nothing),
        ]
    )
