"""The global catalogue: titles that are read once and that organizations subscribe to or copy."""

from library.catalogue.cloning import clone
from library.catalogue.listing import Title, list_titles
from library.catalogue.subscriptions import subscribe, unsubscribe
from library.catalogue.titles import add_title, remove_title

__all__ = [
    "Title",
    "add_title",
    "clone",
    "list_titles",
    "remove_title",
    "subscribe",
    "unsubscribe",
]
