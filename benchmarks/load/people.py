"""What one person does, for Locust: ask, listen until the answer is whole, and browse meanwhile.

Run by `benchmarks.load`, which says in the environment variable LECTERN_LOAD, a file, whom there
is and what they ask.
"""

import itertools
import json
import os
import random
import re
import time
from pathlib import Path

from locust import FastHttpUser, events, task

PLAN = json.loads(Path(os.environ["LECTERN_LOAD"]).read_text())
STREAM = re.compile(rb'sse-connect="([^"]+)"')
CSRF = "c" * 32
INTERVAL_S = PLAN["people"] / (PLAN["rate"] * (1 + PLAN["browse"]))  # of one person's turns
FIRST = (b"event: statement", b"event: answer")

_people = itertools.cycle(PLAN["cookies"])
_questions = itertools.cycle(PLAN["questions"])


class Person(FastHttpUser):
    """Asks `rate` questions a second with the others together; `browse` pages to a question."""

    network_timeout = connection_timeout = 30.0

    def on_start(self) -> None:
        """Not all in one moment, also later: Locust's own constant throughput counts from when a
        person is made, and so has those of the first round ask together from then on."""
        self.cookies = f"sessionid={next(_people)}; csrftoken={CSRF}"
        time.sleep(random.random() * INTERVAL_S)
        self._due = time.perf_counter()

    def wait_time(self) -> float:
        """Until this person's next turn; one that has passed is taken at once."""
        self._due += INTERVAL_S
        return max(0.0, self._due - time.perf_counter())

    @task(1)
    def ask(self) -> None:
        began = time.perf_counter()
        stream = self._post(next(_questions))
        if stream:
            self._listen(stream, began)

    @task(PLAN["browse"])
    def browse(self) -> None:
        path = random.choice(PLAN["pages"])
        self._get(path, name=PLAN["names"][path])
        self._get("/empty", name="empty view")

    def _post(self, question: str) -> str | None:
        headers = {"Cookie": self.cookies, "HX-Request": "true", "X-CSRFToken": CSRF}
        with self.client.post(
            PLAN["ask"],
            data={"question": question},
            headers=headers,
            name="ask: question",
            catch_response=True,
        ) as response:
            if refused(response):
                return None
            found = STREAM.search(response.content or b"")
            if found is None:
                response.failure(f"{response.status_code} without a stream")
                return None
            return found[1].decode()

    def _listen(self, stream: str, began: float) -> None:
        """Until the answer is whole. The first words count from the question's sending."""
        headers = {"Cookie": self.cookies, "Accept": "text/event-stream"}
        with self.client.get(
            stream, headers=headers, name="ask: whole answer", stream=True, catch_response=True
        ) as response:
            if refused(response):
                return
            first, last = None, b""
            while event := response.stream.readline(b"\n\n"):
                last = event
                if first is None and event.startswith(FIRST):
                    first = 1000 * (time.perf_counter() - began)
            if first is None or not last.startswith(b"event: close"):
                response.failure("the answer was cut")
                return
        events.request.fire(
            request_type="ASK",
            name="ask: first words",
            response_time=first,
            response_length=0,
            exception=None,
            context={},
        )

    def _get(self, path: str, *, name: str) -> None:
        with self.client.get(
            path, headers={"Cookie": self.cookies}, name=name, catch_response=True
        ) as response:
            refused(response)


def refused(response) -> bool:
    """A 503 that says when to come back is counted apart; anything else but 200 has failed."""
    if response.status_code == 503 and response.headers.get("Retry-After"):
        response.success()
        response.request_meta["name"] = "refused: 503, come back later"
        return True
    if response.status_code != 200:
        response.failure(f"status {response.status_code}")
        return True
    return False
