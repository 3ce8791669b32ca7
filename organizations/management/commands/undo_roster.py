from uuid import UUID

from organizations import audit
from organizations.commands import PersonCommand
from organizations.management.commands.import_roster import describe, show, wait_for
from organizations.models import RosterImport
from organizations.rosters.access import access_roster
from organizations.rosters.services import undo_roster


class Command(PersonCommand):
    help = "Take back what one import of a roster did, where nobody has changed it since."

    def add_arguments(self, parser):
        parser.add_argument("roster", type=UUID, metavar="ID")
        parser.add_argument("--wait", action="store_true", help="Until it is undone, or failed.")
        super().add_arguments(parser)

    def act(self, membership, *, roster, wait, **options):
        door = audit.Origin(actor_id=membership.user_id, door="command undo_roster")
        with audit.origin(lambda: door):
            row = undo_roster(roster=access_roster(membership, roster), by=membership.user)
        if wait:
            wait_for(row)
        return describe(row)

    def problem_of(self, result):
        return result["problem"] if result["state"] == RosterImport.State.FAILED else ""

    def show(self, result):
        show(self, result)
