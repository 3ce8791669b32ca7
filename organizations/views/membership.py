"""What somebody is here, and the way out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations.models import Organization
from organizations.selectors.classes import list_own_classes
from organizations.selectors.people import list_relationships
from organizations.services import handing_over, leaving


@require_safe
def membership_detail(request: HttpRequest) -> HttpResponse:
    membership = request.membership
    counts = handing_over.count_owned(request.user.pk)
    context = {
        "membership": membership,
        "schools": list(membership.schools.all()),
        "classes": list_own_classes(membership),
        "relationships": [row for row in list_relationships(membership) if not row.ended_at],
        "owned": handing_over.owned_words(counts),
        "is_personal": request.organization.type == Organization.Type.PERSONAL,
    }
    return render(request, "organizations/membership_detail.html", context)


@require_POST
def membership_leave(request: HttpRequest) -> HttpResponse:
    leaving.leave(request.membership)
    said = _("You have left %(organization)s.") % {"organization": request.organization}
    messages.success(request, said)
    return redirect("front")
