"""Organizations that take people with one's address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations.services import domain_joining
from project.errors import NotFound


@login_required
@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    context = {
        "offers": domain_joining.list_offers(request.user),
        "waiting": domain_joining.waiting_requests(request.user),
    }
    return render(request, "organizations/join_offers.html", context)


@login_required
@require_POST
def offer_answer(request: HttpRequest, slug: str) -> HttpResponse:
    offers = domain_joining.list_offers(request.user)
    organization = next((offer for offer in offers if offer.slug == slug), None)
    if organization is None:
        raise NotFound(_("There is no such organization, or it does not take your address."))
    if request.POST.get("answer") == "ask":
        domain_joining.ask_to_join(user=request.user, organization=organization)
        words = {"organization": organization.name}
        messages.success(request, _("%(organization)s has your request.") % words)
    else:
        domain_joining.dismiss_offer(user=request.user, organization=organization)
    return redirect("join_offers" if len(offers) > 1 else "front")
