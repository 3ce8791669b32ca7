from django.core.management.base import BaseCommand, CommandError

from billing import gateway, setup
from project.errors import ProviderError


class Command(BaseCommand):
    help = "Makes at Stripe what is sold here: products, prices, the portal, the webhook endpoint."

    def add_arguments(self, parser):
        parser.add_argument(
            "--no-endpoint",
            action="store_true",
            help="Events are forwarded by the Stripe CLI, or by a stand-in.",
        )

    def handle(self, *args, no_endpoint, **options):
        if not gateway.is_set_up():
            raise CommandError("LECTERN_STRIPE_SECRET_KEY is not set. See docs/stripe.md.")
        try:
            self._set_up(with_endpoint=not no_endpoint)
        except ProviderError as error:
            raise CommandError(f"Stripe says: {error}") from error

    def _set_up(self, *, with_endpoint: bool) -> None:
        for price in setup.set_up_prices():
            self.stdout.write(f"{price}: {price.amount} {price.currency} ({price.stripe_id})")
        self.stdout.write(f"portal: {setup.set_up_portal()}")
        if with_endpoint:
            made = setup.set_up_endpoint()
            self.stdout.write(f"events go to {made.url} ({made.stripe_id})")
            if made.secret:
                self.stdout.write(
                    "Set this now, it is not told again:\n"
                    f"LECTERN_STRIPE_WEBHOOK_SECRETS={made.secret}"
                )
