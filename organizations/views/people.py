"""Manage → People: who is here, and what they may be."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.access import require
from organizations.authority import access_class, access_person, may_change, people_seen_by
from organizations.forms.people import (
    BulkForm,
    InviteForm,
    PeopleFilterForm,
    PersonSchoolsForm,
    RelationshipForm,
    RoleForm,
)
from organizations.history import history_rows
from organizations.links import url_here
from organizations.models import ClassMember, Membership, Role
from organizations.selectors import people as selectors
from organizations.services import handing_over, leaving, people
from organizations.services.class_members import add_to_class
from organizations.services.students import is_managed, reset_password
from organizations.views.paging import page_of
from project.errors import Invalid, NotFound

MANAGE = {"nav": "manage", "page_key": "people"}


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    actor = request.membership
    require(actor, "people.view")
    form = PeopleFilterForm(request.GET, actor=actor)
    wanted = form.wanted()
    rows = selectors.with_places(selectors.list_people(actor, wanted))
    context = MANAGE | {
        "form": form,
        "wanted": wanted,
        "is_filtered": bool(wanted.query or wanted.role or wanted.school or wanted.school_class),
        "page": page_of(request, rows, size=selectors.PAGE_ROWS),
    }
    if request.htmx:
        response = render(request, "organizations/person_list.html#people", context)
    else:
        context |= {
            "invite_form": InviteForm(actor=actor),
            "bulk_form": BulkForm(actor=actor),
            "invitations": list(selectors.list_open_invitations(actor)[: selectors.PAGE_ROWS]),
            "waiting": selectors.list_join_requests(actor).count(),
        }
        response = render(request, "organizations/person_list.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.membership
    person = access_person(actor, pk)
    changes = may_change(actor, person) and person.is_active
    context = MANAGE | {
        "person": person,
        "schools": list(person.schools.all()),
        "classes": selectors.list_class_history(person),
        "relationships": selectors.list_relationships(person),
        "history": history_rows(selectors.list_history(person)),
        "is_self": person.pk == actor.pk,
        "may_change": may_change(actor, person),
        "owned": handing_over.owned_words(handing_over.count_owned(person.user_id)),
        "role_form": RoleForm(actor=actor, initial={"role": person.role}) if changes else None,
        "schools_form": _schools_form(actor, person) if changes else None,
        "relationship_form": RelationshipForm() if changes and _is_ward(person) else None,
        "gets_password": changes and is_managed(person),
    }
    return render(request, "organizations/person_detail.html", context)


def _schools_form(actor: Membership, person: Membership) -> PersonSchoolsForm | None:
    if person.role == Role.OWNER:
        return None
    form = PersonSchoolsForm(actor=actor, initial={"schools": person.school_ids})
    return form if form.fields["schools"].queryset.exists() else None


def _is_ward(person: Membership) -> bool:
    return person.role == Role.STUDENT


@require_POST
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    person = access_person(request.membership, pk, "people.manage")
    form = RoleForm(request.POST, actor=request.membership)
    if not form.is_valid():
        raise Invalid(_("There is no such role. Choose one of the list."))
    role = form.cleaned_data["role"]
    people.change_role(person=person, role=role, by=request.membership)
    said = _("%(person)s has another role now.") % {"person": person.user}
    return _back(request, person, said)


@require_POST
def person_schools(request: HttpRequest, pk: int) -> HttpResponse:
    person = access_person(request.membership, pk, "people.manage")
    form = PersonSchoolsForm(request.POST, actor=request.membership)
    if not form.is_valid():
        raise NotFound(_("There is no such school, or it is not yours to see."))
    schools = form.cleaned_data["schools"]
    people.set_schools(person=person, schools=schools, by=request.membership)
    return _back(request, person, _("The schools are changed."))


@require_http_methods(["GET", "POST"])
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = access_person(request.membership, pk, "people.manage")
    if request.method != "POST":
        counts = handing_over.count_owned(person.user_id)
        context = MANAGE | {"person": person, "owned": handing_over.owned_words(counts)}
        return render(request, "organizations/person_deactivate.html", context)
    leaving.deactivate(person=person, by=request.membership)
    return _back(request, person, _("%(person)s is deactivated.") % {"person": person.user})


@require_POST
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = access_person(request.membership, pk, "people.manage")
    leaving.reactivate(person=person, by=request.membership)
    return _back(request, person, _("%(person)s is active again.") % {"person": person.user})


@require_POST
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown in the answer to this request and nowhere afterwards."""
    person = access_person(request.membership, pk, "people.manage")
    cards = [reset_password(person=person, by=request.membership)]
    return render_cards(request, cards, back=url_here(request, "organizations:person_detail", pk))


def render_cards(request: HttpRequest, cards: list, *, back: str, **more) -> HttpResponse:
    context = {"nav": "manage", "cards": cards, "back": back, **more}
    response = render(request, "organizations/cards.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def people_bulk(request: HttpRequest) -> HttpResponse:
    """What is done to those who are ticked: to all of them, or to nobody."""
    actor = request.membership
    require(actor, "people.manage")
    chosen = _chosen(request)
    if request.POST.get("do") == "deactivate":
        count = leaving.deactivate_many(people=chosen, by=actor)
        said = ngettext("%d person is deactivated.", "%d people are deactivated.", count) % count
    else:
        count, name = _add_to_class(request, chosen)
        said = ngettext("%d person was added to", "%d people were added to", count) % count
        said = f"{said} {name}."
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "organizations:person_list"))


def _chosen(request: HttpRequest) -> list[Membership]:
    """Raises Invalid for nobody, NotFound where somebody is not theirs to see."""
    ids = {int(text) for text in request.POST.getlist("person") if text.isdecimal()}
    if not ids:
        raise Invalid(_("Tick at least one person."))
    rows = people_seen_by(request.membership).select_related("user", "organization")
    found = list(rows.filter(pk__in=[pk for pk in ids if pk < 2**63]))
    if len(found) != len(ids):
        raise NotFound(_("One of these people is not here, or not yours to see."))
    return found


def _add_to_class(request: HttpRequest, chosen: list[Membership]) -> tuple[int, str]:
    form = BulkForm(request.POST, actor=request.membership)
    form.full_clean()
    found = form.cleaned_data.get("school_class")
    if found is None:
        raise Invalid(_("Choose where they are to be added."))
    school_class = access_class(request.membership, found.pk)
    parts = {person.role == Role.STUDENT for person in chosen}
    if len(parts) > 1:
        raise Invalid(_("Add those who teach and those who learn one after the other."))
    part = ClassMember.Part.STUDENT if parts == {True} else ClassMember.Part.TEACHER
    return add_to_class(school_class=school_class, people=chosen, part=part), school_class.name


def _back(request: HttpRequest, person: Membership, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "organizations:person_detail", person.pk))
