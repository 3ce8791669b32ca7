"""What our commands share: who they act for, and how they answer a script."""

import json
from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from organizations.access import home_membership
from organizations.models import Membership, Organization
from organizations.scoping import scope
from project.errors import LecternError, NotFound
from project.text.storable import storable


class PersonCommand(BaseCommand):
    """A command that acts `--as` somebody, in one organization of theirs, and may say JSON.

    needs_person: False where whoever runs the installation may leave the person out.
    """

    needs_person = True

    def add_arguments(self, parser):
        who = "Who asks." if self.needs_person else "Who asks. Default: who runs the installation."
        parser.add_argument(
            "--as", dest="email", required=self.needs_person, metavar="EMAIL", help=who
        )
        parser.add_argument("--organization", metavar="SLUG", help="Default: where they land.")
        parser.add_argument("--json", action="store_true", help="Answer with one line of JSON.")

    def handle(self, *args, email, organization, **options):
        try:
            if email is None:
                result = self.act_alone(**options)
            else:
                membership = _membership(email, organization)
                with scope(membership.organization_id):
                    result = self.act(membership, **options)
        except LecternError as error:
            self._refuse(error, as_json=options["json"])
        if options["json"]:
            self._say(result)
        elif not self.problem_of(result):
            self.show(result)
        if problem := self.problem_of(result):
            raise CommandError(problem)

    def _refuse(self, error: LecternError, *, as_json: bool) -> NoReturn:
        sentence = storable(error.message)
        if as_json:
            self._say({"error": error.code, "detail": sentence} | self.refused(sentence))
        raise CommandError(sentence) from error

    def _say(self, result: dict | list) -> None:
        # ASCII: a script may read it in any locale.
        self.stdout.write(json.dumps(result, default=str))

    def refused(self, sentence: str) -> dict:
        """What a script is told beside the reason where nothing was done."""
        return {}

    def problem_of(self, result) -> str:
        """Why the command has failed although there is a result, in a sentence; or empty."""
        return ""

    def act(self, membership: Membership, **options) -> dict | list:
        """Do it, and return what JSON can hold."""
        raise TypeError(f"{type(self).__name__} has to say what it does")

    def act_alone(self, **options) -> dict | list:
        """The same for whoever runs the installation, outside any scope."""
        raise TypeError(f"{type(self).__name__} needs a person")

    def show(self, result) -> None:
        """For people; by default the same, one value a line."""
        for key, value in result.items():
            self.stdout.write(f"{key}: {value}")


def _membership(email: str, slug: str | None) -> Membership:
    user = User.objects.filter(email__iexact=storable(email)).first()
    if user is None:
        raise NotFound(f"Nobody signs in as {email}.")
    if slug is None:
        membership = home_membership(user)
    else:
        membership = user.memberships.active().filter(organization__slug=slug).first()
    if membership is None:
        known = Organization.objects.filter(memberships__user=user).values_list("slug", flat=True)
        where = f"but in: {', '.join(known)}" if known else "and in no other"
        raise NotFound(f"{email} is not in that organization, {where}.")
    return membership
