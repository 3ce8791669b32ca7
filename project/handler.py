"""Django under ASGI: a request in one thread, from its first middleware to its view.

Middleware and views here are sync. Django's own handler starts a thread for each request and goes
to and fro between it and the loop: for each signal, for the innermost middleware, for the view and
to close. That took a third of the processor time of a page.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from contextvars import copy_context

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import FileResponse, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from project.databases import release_connections


class Handler(ASGIHandler):
    """at_once: threads, and so requests at work; the others wait for one."""

    def __init__(self, *, at_once: int):
        super().__init__()
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="request")

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope, receive, send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with closing(body):
            loop, context = asyncio.get_running_loop(), copy_context()
            response = await loop.run_in_executor(
                self._threads, context.run, self._respond, scope, body
            )
            if isinstance(response, StreamingHttpResponse):
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)

    def _respond(self, scope, body) -> HttpResponseBase:
        """One that does not stream is closed already: nothing is held while it is sent."""
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=type(self), scope=scope)
        request, refusal = self.create_request(scope, body)
        if request is None:
            return refusal or HttpResponseBadRequest()
        try:
            response: HttpResponseBase = self.get_response(request)
        finally:
            release_connections()
        response._handler_class = type(self)  # type: ignore[attr-defined]  # who sends the signal
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if isinstance(response, HttpResponse):
            response.close()
        return response

    async def _stream(self, response: StreamingHttpResponse, receive, send) -> None:
        """To the end, or until the browser goes away."""
        sending = asyncio.create_task(self.send_response(response, send))
        gone = asyncio.create_task(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (gone, sending):
                task.cancel()
            with suppress(asyncio.CancelledError, RequestAborted):
                await gone
            try:
                with suppress(asyncio.CancelledError):
                    await sending
            finally:
                await sync_to_async(response.close)()

    async def __call__(self, scope, receive, send) -> None:
        async with ThreadSensitiveContext():  # of a stream that is made by sync code
            await self.handle(scope, receive, send)
