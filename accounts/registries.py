"""What higher apps plug in, from their `AppConfig.ready()`: imports go one way only."""

from collections.abc import Callable

on_sign_up: list[Callable] = []  # called with the new User; must be safe to call twice
