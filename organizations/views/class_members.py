"""Who is in a class, how they come in, and what they sign in with."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organizations.authority import access_class
from organizations.forms.classes import CodeForm, StudentsForm
from organizations.links import url_here
from organizations.models import Class, ClassMember, Membership
from organizations.selectors import classes as selectors
from organizations.services import join_codes
from organizations.services.class_members import remove_from_class
from organizations.services.invitations import invite_many
from organizations.services.inviting import Offer
from organizations.services.students import Card, add_students, is_managed, reset_password
from organizations.views.classes import back_to, class_page, invite_form
from organizations.views.invitations import tell
from organizations.views.people import render_cards
from project.errors import Invalid, LecternError, NotFound
from project.sites import site_url
from project.text.storable import storable


@require_POST
def code_rotate(request: HttpRequest, pk: UUID) -> HttpResponse:
    school_class = access_class(request.membership, pk)
    form = CodeForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose how long the code works."))
    days = form.cleaned_data["days"]
    join_codes.rotate_code(school_class=school_class, by=request.membership, days=days)
    return back_to(request, school_class, _("There is a new code; the old one lets nobody in."))


@require_POST
def code_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    school_class = access_class(request.membership, pk)
    join_codes.revoke_code(school_class=school_class, by=request.membership)
    return back_to(request, school_class, _("The code lets nobody in any more."))


@require_POST
def class_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """By email; who is in the organization already is added at once."""
    school_class = access_class(request.membership, pk)
    form = invite_form(request, request.POST)
    problems: list[LecternError] = []
    if form.is_valid():
        offer = Offer(request.organization, form.cleaned_data["role"], None, school_class)
        emails = form.cleaned_data["emails"]
        outcomes = invite_many(offer=offer, emails=emails, invited_by=request.user)
        tell(request, outcomes)
        problems = [outcome.problem for outcome in outcomes if outcome.problem]
        if not problems:
            return back_to(request, school_class, _("They are added as soon as they accept."))
    context = class_page(request, school_class, invite_form=form, problems=problems)
    return render(request, "organizations/class_detail.html", context, status=422)


@require_POST
def member_remove(request: HttpRequest, pk: UUID, member_pk: int) -> HttpResponse:
    """They stay in the organization."""
    school_class = access_class(request.membership, pk)
    person = _member(school_class, member_pk)
    remove_from_class(school_class=school_class, people=[person])
    said = _("%(person)s is not in it any more.") % {"person": person.user}
    return back_to(request, school_class, said)


def _member(school_class: Class, membership_pk: int) -> Membership:
    rows = ClassMember.objects.filter(school_class=school_class, left_at=None)
    rows = rows.select_related("membership__user", "membership__organization")
    row = rows.filter(membership=membership_pk).first()
    if row is None:
        raise NotFound(_("There is no such person in it."))
    return row.membership


@require_POST
def student_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Students without email; their passwords stand in the answer and nowhere afterwards."""
    school_class = access_class(request.membership, pk)
    form = StudentsForm(request.POST)
    if form.is_valid():
        try:
            names = storable(form.cleaned_data["names"]).splitlines()
            cards = add_students(school_class=school_class, names=names)
        except Invalid as error:
            form.add_error("names", error.message)
        else:
            return _cards(request, school_class, cards)
    context = class_page(request, school_class, students_form=form)
    return render(request, "organizations/class_detail.html", context, status=422)


@require_http_methods(["GET", "POST"])
def class_cards(request: HttpRequest, pk: UUID) -> HttpResponse:
    """GET: names and the code, to print. POST: a new password for each as well."""
    school_class = access_class(request.membership, pk)
    rows = selectors.list_members(school_class, ClassMember.Part.STUDENT)
    managed = [row.membership for row in rows if row.membership.login_name]
    if request.method == "POST":
        people = [person for person in managed if is_managed(person)]
        cards = [reset_password(person=person, by=request.membership) for person in people]
    else:
        cards = [Card(str(person.user), person.login_name) for person in managed]
    return _cards(request, school_class, cards)


@require_POST
def member_password(request: HttpRequest, pk: UUID, member_pk: int) -> HttpResponse:
    school_class = access_class(request.membership, pk)
    person = _member(school_class, member_pk)
    return _cards(request, school_class, [reset_password(person=person, by=request.membership)])


def _cards(request: HttpRequest, school_class: Class, cards: list[Card]) -> HttpResponse:
    code = join_codes.current_code(school_class)
    return render_cards(
        request,
        cards,
        back=url_here(request, "organizations:class_detail", school_class.pk),
        school_class=school_class,
        code=join_codes.shown(code.code) if code else "",
        address=site_url("joining:student_sign_in"),
    )
