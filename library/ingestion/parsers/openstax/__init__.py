"""OpenStax books in source form (CNXML), as a folder or an archive of it."""

from .archive import unpack
from .parser import OpenStaxParser, media_names, open_media

__all__ = ["OpenStaxParser", "media_names", "open_media", "unpack"]
