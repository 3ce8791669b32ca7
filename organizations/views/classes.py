"""Manage → Classes, under whatever name the organization has for them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.access import require
from organizations.authority import access_class
from organizations.class_settings import read_class_settings
from organizations.forms.classes import ClassForm, CodeForm, StudentsForm
from organizations.forms.people import InviteForm
from organizations.links import url_here
from organizations.models import Class, ClassMember, Invitation, Role
from organizations.roles import may
from organizations.selectors import classes as selectors
from organizations.services import classes, join_codes
from organizations.settings_schema import Feature
from organizations.views.paging import page_of
from project.sites import site_url
from project.text.storable import storable

MANAGE = {"nav": "manage", "page_key": "classes"}


@require_safe
def class_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "classes.view")
    query = storable(request.GET.get("q", "")).strip()[:200]
    archived = request.GET.get("show") == "archived"
    rows = selectors.list_classes(request.membership, query=query, archived=archived)
    context = MANAGE | {
        "query": query,
        "archived": archived,
        "page": page_of(request, rows, size=selectors.PAGE_ROWS),
        "runs_all": may(request.membership, "classes.manage_all"),
    }
    return render(request, "organizations/class_list.html", context)


@require_http_methods(["GET", "POST"])
def class_create(request: HttpRequest) -> HttpResponse:
    require(request.membership, "classes.make")
    form = ClassForm(request.POST or None, actor=request.membership)
    if request.method == "POST" and form.is_valid():
        made = classes.create_class(
            by=request.membership,
            name=form.cleaned_data["name"],
            school=form.cleaned_data["school"],
            settings=form.settings(),
            **form.facts(),
        )
        return back_to(request, made, _("“%(name)s” is made. Now add people.") % {"name": made})
    status = 422 if form.is_bound else 200
    return render(
        request, "organizations/class_create.html", MANAGE | {"form": form}, status=status
    )


@require_safe
def class_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    school_class = access_class(request.membership, pk)
    return render(request, "organizations/class_detail.html", class_page(request, school_class))


def class_page(request: HttpRequest, school_class: Class, **more) -> dict:
    """What the page of a class shows; more: what takes the place of its own."""
    students = selectors.list_members(school_class, ClassMember.Part.STUDENT)
    page = page_of(request, students, size=selectors.CLASS_ROWS)
    goes_on = school_class.archived_at is None
    code = join_codes.current_code(school_class)
    return MANAGE | {
        "school_class": school_class,
        "settings": read_class_settings(school_class),
        "teachers": selectors.list_members(school_class, ClassMember.Part.TEACHER),
        "students": page.rows,
        "page": page,
        "former": selectors.count_former(school_class),
        "join_requests": selectors.list_class_requests(school_class),
        "invitations": list(Invitation.objects.open().filter(school_class=school_class)),
        "code": code,
        "code_shown": join_codes.shown(code.code) if code else "",
        "join_url": site_url("joining:join"),
        "has_codes": request.organization.has_feature(Feature.JOIN_CODES),
        "code_form": CodeForm() if goes_on else None,
        "invite_form": invite_form(request) if goes_on else None,
        "students_form": StudentsForm() if goes_on else None,
        "sees_people": may(request.membership, "people.view"),
        "has_managed": any(row.membership.login_name for row in students),
        **more,
    }


def invite_form(request: HttpRequest, data=None) -> InviteForm:
    """Into one class: only those who teach and those who learn; the class is the address's."""
    form = InviteForm(data, actor=request.membership)
    del form.fields["school"], form.fields["school_class"]
    in_class = {Role.STUDENT, Role.TEACHER}
    form.fields["role"].choices = [
        choice for choice in form.fields["role"].choices if choice[0] in in_class
    ]
    return form


@require_http_methods(["GET", "POST"])
def class_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    school_class = access_class(request.membership, pk)
    form = ClassForm(request.POST or None, actor=request.membership, school_class=school_class)
    if request.method == "POST" and form.is_valid():
        classes.change_class(
            school_class=school_class,
            by=request.membership,
            name=form.cleaned_data["name"],
            settings=form.settings(),
            **form.facts(),
        )
        return back_to(request, school_class, _("The settings are saved."))
    context = MANAGE | {"form": form, "school_class": school_class}
    status = 422 if form.is_bound else 200
    return render(request, "organizations/class_edit.html", context, status=status)


@require_POST
def class_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    school_class = access_class(request.membership, pk)
    classes.archive_class(school_class)
    said = _("“%(name)s” is archived: nobody joins it any more.") % {"name": school_class}
    return back_to(request, school_class, said)


@require_POST
def class_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    school_class = access_class(request.membership, pk)
    classes.restore_class(school_class)
    return back_to(request, school_class, _("“%(name)s” goes on.") % {"name": school_class})


def back_to(request: HttpRequest, school_class: Class, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    url = url_here(request, "organizations:class_detail", school_class.pk)
    return HttpResponseRedirect(url)
