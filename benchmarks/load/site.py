"""The site with an empty view beside it: what the same server takes for nothing at all."""

from benchmarks.page_views import hello
from project.asgi import application as site


async def application(scope, receive, send):
    empty = scope["type"] == "http" and scope["path"] == "/empty"
    await (hello if empty else site)(scope, receive, send)
