"""A stand-in of Stripe for a person who walks through checkout on this machine.

    python -m billing.tests.standin --port 8108 --to http://127.0.0.1:8000/stripe/webhook/

It says which settings Lectern has to be started with. Its state is gone when it ends.
"""

import argparse
import os
import threading


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8108)
    parser.add_argument("--to", default="http://127.0.0.1:8000/stripe/webhook/")
    parser.add_argument("--secret", default="whsec_stand_in")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.local")

    import django

    django.setup()
    from billing.tests.standin.sending import Sender
    from billing.tests.standin.server import KEY, stand_in

    with stand_in(options.port) as made:
        made.store.on_event = Sender(options.to, options.secret)
        print(
            f"Stripe's stand-in is at {made.url}. Start Lectern with:\n"
            f"  LECTERN_STRIPE_URL={made.url}\n  LECTERN_STRIPE_SECRET_KEY={KEY}\n"
            f"  LECTERN_STRIPE_WEBHOOK_SECRETS={options.secret}\n"
            "and run `manage.py stripe_setup --no-endpoint` once with the same.",
            flush=True,
        )
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
