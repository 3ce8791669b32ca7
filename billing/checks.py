"""lectern.W030  a key of Stripe, and no secret by which its events are known
lectern.E031  a live key of Stripe, while the site is reached without encryption
"""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def check_payment(**_) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.STRIPE_SECRET_KEY and not settings.STRIPE_WEBHOOK_SECRETS:
        found.append(
            Warning(
                "LECTERN_STRIPE_SECRET_KEY is set, and LECTERN_STRIPE_WEBHOOK_SECRETS is not: "
                "what is bought would never be given.",
                hint="`manage.py stripe_setup` makes the endpoint and tells its secret.",
                id="lectern.W030",
            )
        )
    if settings.STRIPE_SECRET_KEY.startswith("sk_live_") and not settings.SITE_URL.startswith(
        "https://"
    ):
        found.append(
            Error(
                "LECTERN_STRIPE_SECRET_KEY is a live one, and LECTERN_SITE_URL is not https.",
                id="lectern.E031",
            )
        )
    return found
