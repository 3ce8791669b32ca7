"""A page of the web, kept as `package` says: its main text, found by trafilatura."""

from .page import WebParser

__all__ = ["WebParser"]
