"""Upload and download for the store that is a folder: its link is the permission.

PUT /files/upload/<token>    the body is the file
GET /files/<token>           the file, or a range of it
"""

from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from project.blocks import BLOCK_BYTES, body_for
from project.problems import answers_json
from project.ranges import parse_range
from project.storage import FileMissing, store
from project.storage.folder import Folder
from project.storage.media_types import disposition, media_type_of
from project.storage.signing import DownloadPermit, read_download, read_upload

# An SVG that is opened by itself is a page: it may draw and nothing else.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def folder() -> Folder:
    """Raises FileMissing where files live in a bucket, which has links of its own."""
    found = store()
    if not isinstance(found, Folder):
        raise FileMissing("")
    return found


@csrf_exempt  # the signed link is the permission, and no cookie is read
@require_http_methods(["PUT"])
@answers_json
def receive_file(request: HttpRequest, token: str) -> HttpResponse:
    """Under ASGI `project.uploads` comes before this and does the same without a copy."""
    with folder().receiving(read_upload(token)) as incoming:
        incoming.expect(request.headers.get("Content-Length"))
        while chunk := request.read(BLOCK_BYTES):
            incoming.write(chunk)
        incoming.finish()
    return JsonResponse({"size_bytes": incoming.received_bytes}, status=201)


@require_safe
@answers_json
def send_file(request: HttpRequest, token: str) -> HttpResponseBase:
    permit = read_download(token)
    path = folder().path(permit.key)
    try:
        stat = path.stat()
    except FileNotFoundError as error:
        raise FileMissing(permit.key) from error
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    if request.headers.get("If-None-Match") == etag:
        return _with_headers(HttpResponse(status=304), permit, etag, stat.st_mtime)
    try:
        asked = _asked_range(request, etag, stat.st_size)
    except ValueError:
        response: HttpResponseBase = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{stat.st_size}"
        return response
    start, stop = asked or (0, stat.st_size)
    status = 206 if asked else 200
    if request.method == "HEAD":
        response = HttpResponse(status=status)
    else:
        response = StreamingHttpResponse(
            body_for(request, _blocks(path, start, stop)), status=status
        )
    response["Content-Length"] = stop - start
    if asked:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{stat.st_size}"
    return _with_headers(response, permit, etag, stat.st_mtime)


def _asked_range(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    header = request.headers.get("Range", "")
    if not header or request.headers.get("If-Range", etag) != etag:
        return None
    return parse_range(header, size)


def _with_headers(response, permit: DownloadPermit, etag: str, modified: float):
    response["Content-Type"] = media_type_of(permit.filename)
    response["Content-Disposition"] = disposition(permit.filename, inline=permit.inline)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["X-Content-Type-Options"] = "nosniff"
    if response["Content-Type"] == "image/svg+xml":
        response["Content-Security-Policy"] = SVG_POLICY
    patch_cache_control(response, private=True, max_age=3600)
    return response


def _blocks(path: Path, start: int, stop: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < stop and (block := file.read(min(BLOCK_BYTES, stop - start))):
            start += len(block)
            yield block
