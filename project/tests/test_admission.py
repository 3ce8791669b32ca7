"""Who gets a place, who waits, who is sent away, and that every place comes back."""

import asyncio
import contextlib

import pytest

from project.admission import AdmissionLimit, Limits, Refusal

PAGE, GERMAN = "<p>Come back.</p>", "<p>Kommen Sie wieder.</p>"
REFUSALS = {"en": Refusal(PAGE, "Busy."), "de": Refusal(GERMAN, "Besetzt.")}
WHOLE = {"type": "http.request", "body": b"", "more_body": False}
GONE = {"type": "http.disconnect"}


class Client:
    """One request: what it sends is put in, what it hears is kept."""

    def __init__(self, limit: AdmissionLimit, *, accept: bytes = b"text/html", language=b"en"):
        self.heard: list[dict] = []
        self._sends: asyncio.Queue = asyncio.Queue()
        headers = [(b"accept", accept), (b"accept-language", language)]
        scope = {"type": "http", "headers": headers}
        self.task = asyncio.ensure_future(limit(scope, self._sends.get, self._hear))

    async def _hear(self, message) -> None:
        self.heard.append(message)

    async def says(self, *messages) -> None:
        for message in messages:
            self._sends.put_nowait(message)
        await settle()

    @property
    def status(self) -> int | None:
        return self.heard[0]["status"] if self.heard else None


class House:
    """An application that reads its request and answers when it is let go on."""

    def __init__(self):
        self.inside: list[asyncio.Event] = []
        self.streams = False

    async def __call__(self, scope, receive, send):
        message = await receive()
        while message.get("more_body"):
            message = await receive()
        if message["type"] == "http.disconnect":
            return
        go_on = asyncio.Event()
        self.inside.append(go_on)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if self.streams:
            await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await go_on.wait()
        await send({"type": "http.response.body", "body": b"b"})

    async def let_go(self) -> None:
        self.inside.pop(0).set()
        await settle()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
def house():
    return House()


def limited(house, *, at_once=1, wait_s=60.0, line=10) -> AdmissionLimit:
    return AdmissionLimit(house, limits=Limits(at_once, wait_s, line), refusals=REFUSALS)


def played(scene):
    """Run an async test; what is still going on at its end is cancelled."""

    def test(house):
        async def play():
            await asyncio.wait_for(scene(house), 10)
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

        asyncio.run(play())

    test.__name__, test.__doc__ = scene.__name__, scene.__doc__
    return test


@played
async def test_it_works(house):
    limit = limited(house)
    client = Client(limit)
    await client.says(WHOLE)
    await house.let_go()
    assert client.status == 200
    assert client.task.done()


@played
async def test_the_next_one_waits_for_a_place(house):
    limit = limited(house)
    first, second = Client(limit), Client(limit)
    await first.says(WHOLE)
    await second.says(WHOLE)
    assert (first.status, second.status) == (200, None)
    await house.let_go()
    assert second.status == 200


@played
async def test_a_slow_upload_holds_no_place(house):
    limit = limited(house)
    slow, quick = Client(limit), Client(limit)
    await slow.says({"type": "http.request", "body": b"a", "more_body": True})
    await quick.says(WHOLE)
    assert quick.status == 200
    await house.let_go()
    await slow.says(WHOLE)
    assert slow.status == 200


@played
async def test_a_stream_gives_its_place_back_once(house):
    limit = limited(house)
    house.streams = True
    stream = Client(limit)
    await stream.says(WHOLE)
    house.streams = False
    second, third = Client(limit), Client(limit)
    await second.says(WHOLE)
    await third.says(WHOLE)
    assert (second.status, third.status) == (200, None)
    await house.let_go()  # the stream ends; its place is not given back again
    assert stream.task.done()
    assert third.status is None


@played
async def test_who_waited_too_long_is_sent_away_with_a_page(house):
    limit = limited(house, wait_s=0.01)
    await Client(limit).says(WHOLE)
    late = Client(limit)
    await late.says(WHOLE)
    await late.task
    assert late.status == 503
    headers = dict(late.heard[0]["headers"])
    assert headers[b"retry-after"] == b"10"
    assert late.heard[1]["body"] == PAGE.encode()


@played
async def test_a_program_is_told_in_json(house):
    limit = limited(house, line=0)
    await Client(limit).says(WHOLE)
    program = Client(limit, accept=b"application/json")
    await program.says(WHOLE)
    assert dict(program.heard[0]["headers"])[b"content-type"] == b"application/json"
    assert b'"busy"' in program.heard[1]["body"]


@played
async def test_who_is_sent_away_reads_it_in_their_language(house):
    limit = limited(house, line=0)
    await Client(limit).says(WHOLE)
    page = Client(limit, language=b"de-CH, en;q=0.5")
    program = Client(limit, accept=b"application/json", language=b"de")
    stranger = Client(limit, language=b"ja")
    for client in (page, program, stranger):
        await client.says(WHOLE)
    assert page.heard[1]["body"] == GERMAN.encode()
    assert b"Besetzt." in program.heard[1]["body"]
    assert dict(page.heard[0]["headers"])[b"content-language"] == b"de"
    assert stranger.heard[1]["body"] == PAGE.encode()


@played
async def test_where_the_line_is_full_nobody_waits(house):
    limit = limited(house, line=1)
    clients = [Client(limit) for _ in range(3)]
    for client in clients:
        await client.says(WHOLE)
    assert [client.status for client in clients] == [200, None, 503]


@played
async def test_who_goes_away_leaves_the_line(house):
    limit = limited(house)
    first, gone, last = (Client(limit) for _ in range(3))
    await first.says(WHOLE)
    await gone.says(WHOLE, GONE)
    assert gone.task.done()
    assert gone.heard == []
    await last.says(WHOLE)
    await house.let_go()
    assert last.status == 200


@pytest.mark.parametrize("at", ["inside", "waiting"])
def test_a_cancelled_request_leaves_no_place_taken(house, at):
    @played
    async def scene(house):
        limit = limited(house)
        first, second = Client(limit), Client(limit)
        await first.says(WHOLE)
        await second.says(WHOLE)
        cancelled = first if at == "inside" else second
        cancelled.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await cancelled.task
        await settle()
        if at == "waiting":
            await house.let_go()
        else:
            house.inside.pop(0)
            assert second.status == 200
            await house.let_go()
        third = Client(limit)
        await third.says(WHOLE)
        assert third.status == 200

    scene(house)


@played
async def test_the_application_hears_that_its_client_went_away(house):
    heard = []

    async def application(scope, receive, send):
        heard.append((await receive())["type"])
        heard.append((await receive())["type"])

    client = Client(limited(application))
    await client.says(WHOLE)
    await client.says(GONE)
    assert heard == ["http.request", "http.disconnect"]
