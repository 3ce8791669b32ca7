"""Events as Stripe sends them: signed, to an address."""

import json
import queue
import threading
import time
import urllib.request

import stripe


def signed(event: dict, secret: str, *, at: int | None = None) -> tuple[bytes, str]:
    """(the body, the value of Stripe-Signature)."""
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(body, secret, at)
    return body.encode(), header


class Sender:
    """Posts each event from a thread of its own, and tries again for a while."""

    def __init__(self, url: str, secret: str):
        self._url, self._secret = url, secret
        self._waiting: queue.Queue[dict] = queue.Queue()
        threading.Thread(target=self._run, daemon=True).start()

    def __call__(self, event: dict) -> None:
        self._waiting.put(event)

    def _run(self) -> None:
        while True:
            event = self._waiting.get()
            for wait_s in (0, 1, 3, 9):
                time.sleep(wait_s)
                if self._post(event):
                    break

    def _post(self, event: dict) -> bool:
        body, header = signed(event, self._secret)
        request = urllib.request.Request(
            self._url, body, {"Stripe-Signature": header, "Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                print(f"{event['type']}: {response.status}", flush=True)
                return True
        except OSError as error:
            print(f"{event['type']}: {error}", flush=True)
            return False
