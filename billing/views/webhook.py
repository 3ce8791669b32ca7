"""The one address to which Stripe sends what has happened."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing.events import receive
from project.errors import Invalid

LARGEST_BYTES = 1024 * 1024


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 once it is kept: the work is the queue's. 400 for what Stripe has not signed."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BYTES:
        return HttpResponse(status=413)
    try:
        receive(request.body, request.headers.get("Stripe-Signature", ""))
    except Invalid as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    return HttpResponse(status=200)
