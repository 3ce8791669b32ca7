"""Which systems of the organization are told what is ready, and what became of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.access import require
from organizations.impersonation.guards import theirs_alone
from organizations.links import url_here
from organizations.models import Webhook
from organizations.webhooks import service
from organizations.webhooks.access import access_delivery, access_webhook
from organizations.webhooks.forms import WebhookForm
from project.errors import Conflict, Invalid

SHOWN = 100  # deliveries, the newest


@theirs_alone
@never_cache
@require_http_methods(["GET", "POST"])
def webhook_list(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more; its secret is shown in the answer, and never again."""
    require(request.membership, "organization.settings")
    form, made = WebhookForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            _row, made = service.create_webhook(
                organization=request.organization, **form.cleaned_data
            )
        except (Conflict, Invalid) as error:
            form.add_error("url", error.message)
        else:
            form = WebhookForm()
    hooks = Webhook.objects.order_by("-created_at")
    context = {
        "nav": "manage",
        "page_key": "webhooks",
        "form": form,
        "made": made,
        "webhooks": hooks,
    }
    status = 422 if form.errors else 200
    return render(request, "organizations/webhook_list.html", context, status=status)


@require_safe
def webhook_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    webhook = access_webhook(request.membership, pk)
    deliveries = webhook.deliveries.order_by("-created_at")[:SHOWN]
    context = {
        "nav": "manage",
        "page_key": "webhooks",
        "webhook": webhook,
        "deliveries": deliveries,
        "kept_days": service.KEPT_FOR.days,
    }
    return render(request, "organizations/webhook_detail.html", context)


@theirs_alone
@require_POST
def webhook_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    service.delete_webhook(access_webhook(request.membership, pk))
    messages.success(request, _("Nothing is sent there any more."))
    return redirect(url_here(request, "organizations:webhook_list"))


@require_POST
def delivery_again(request: HttpRequest, pk: UUID, delivery_pk: UUID) -> HttpResponse:
    service.send_again(access_delivery(request.membership, pk, delivery_pk))
    messages.success(request, _("It is sent again."))
    return redirect(url_here(request, "organizations:webhook_detail", pk))
