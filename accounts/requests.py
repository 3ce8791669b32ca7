"""A request of who is signed in, as `login_required` leaves it."""

from django.http import HttpRequest

from accounts.models import User


class PersonRequest(HttpRequest):
    user: User
