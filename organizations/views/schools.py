"""Manage → Schools: the schools of a district, the sites of a firm."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.access import require, require_whole
from organizations.authority import access_school
from organizations.forms.classes import SchoolForm
from organizations.links import url_here
from organizations.models import School
from organizations.selectors import classes as selectors
from organizations.services import schools
from project.errors import Conflict

MANAGE = {"nav": "manage", "page_key": "schools"}


@require_safe
def school_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "schools.view")
    context = MANAGE | {
        "schools": list(selectors.list_schools(request.membership)),
        "runs_all": not request.membership.school_ids,
    }
    return render(request, "organizations/school_list.html", context)


@require_http_methods(["GET", "POST"])
def school_create(request: HttpRequest) -> HttpResponse:
    require(request.membership, "schools.manage")
    require_whole(request.membership)
    form = SchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            school = schools.create_school(name=form.cleaned_data["name"], by=request.membership)
        except Conflict as error:
            form.add_error("name", error.message)
        else:
            return _back(request, school, _("“%(name)s” is made.") % {"name": school})
    status = 422 if form.is_bound else 200
    context = MANAGE | {"form": form}
    return render(request, "organizations/school_create.html", context, status=status)


@require_http_methods(["GET", "POST"])
def school_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: another name."""
    school = access_school(request.membership, pk)
    form = SchoolForm(request.POST or None, initial={"name": school.name})
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            schools.rename_school(school=school, name=name, by=request.membership)
        except Conflict as error:
            form.add_error("name", error.message)
            school.refresh_from_db(fields=["name"])
        else:
            return _back(request, school, _("It is called “%(name)s” now.") % {"name": school})
    context = MANAGE | {
        "school": school,
        "form": form,
        "admins": selectors.list_admins(school),
        "counts": selectors.list_schools(request.membership).get(pk=pk),
        "classes": list(selectors.list_classes(request.membership, school=pk)[:50]),
        "runs_all": not request.membership.school_ids,
    }
    status = 422 if form.is_bound else 200
    return render(request, "organizations/school_detail.html", context, status=status)


@require_POST
def school_archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    school = access_school(request.membership, pk)
    schools.archive_school(school=school, by=request.membership)
    return _back(request, school, _("“%(name)s” is archived.") % {"name": school})


@require_POST
def school_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    school = access_school(request.membership, pk)
    schools.restore_school(school=school, by=request.membership)
    return _back(request, school, _("“%(name)s” is open again.") % {"name": school})


def _back(request: HttpRequest, school: School, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "organizations:school_detail", school.pk))
