"""What a file is served as: decided by its name, never by what an uploader said."""

from mimetypes import MimeTypes

from django.utils.http import content_disposition_header

_types = MimeTypes()  # without the machine's own tables: the same everywhere
for _name, _suffix in {
    "text/vtt": ".vtt",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "image/webp": ".webp",
    "application/gzip": ".tgz",
}.items():
    _types.add_type(_name, _suffix)

# A browser may show these on our own origin; anything that can carry a script is downloaded.
SHOWN = {
    "application/pdf",
    "audio/mp4",
    "audio/mpeg",
    "audio/wav",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/svg+xml",  # sent with a policy that lets nothing in it run
    "image/webp",
    "text/plain",
    "text/vtt",
    "video/mp4",
    "video/webm",
}


def media_type_of(filename: str) -> str:
    kind, encoding = _types.guess_type(filename)
    if encoding == "gzip":
        return "application/gzip"
    return kind or "application/octet-stream"


def disposition(filename: str, *, inline: bool) -> str:
    shown = inline and media_type_of(filename) in SHOWN
    return content_disposition_header(not shown, filename) or "inline"
