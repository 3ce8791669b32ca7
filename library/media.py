"""Links to the pictures that a source carries."""

from library.ingestion.media import media_key
from library.models import Source
from project import storage


def media_url(source: Source, name: str) -> str:
    """Good for some hours. A browser shows it in the page."""
    filename = name.rsplit("/", 1)[-1]
    return storage.download_url(media_key(source, name), filename=filename, inline=True)
