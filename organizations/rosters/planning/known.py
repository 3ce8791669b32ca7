"""Who of the file is who of those that are here; and names to sign in by that are still free."""

from uuid import UUID

from django.utils.translation import gettext as _

from organizations.rosters import parts
from organizations.rosters.cells import folded, login_of
from organizations.rosters.existing import Existing, Person
from organizations.rosters.planning.plan import Kind, Plan
from organizations.rosters.roster import PersonLine


class Known:
    """refused: keys of lines that cannot be told from another person."""

    def __init__(self, existing: Existing):
        people = existing.people
        self._accounts = existing.accounts
        self._by_id = {person.external_id: person for person in people if person.external_id}
        self._by_email = {person.email: person for person in people if person.email}
        self._by_login = {person.login_name.lower(): person for person in people}
        self._logins = {login for login in self._by_login if login}
        self._emails: dict[str, int] = {}
        self._taken: set[int] = set()
        self.refused: set[str] = set()

    def match(self, lines: list[PersonLine], plan: Plan) -> dict[str, Person]:
        """{key: person}: by external id, then by email, then by the name they sign in with."""
        found: dict[str, Person] = {}
        self._drop_doubles(lines, plan)
        for find in (self._find_by_id, self._find_by_email, self._find_by_login):
            for line in lines:
                if line.key in found or line.key in self.refused:
                    continue
                person = find(line)
                if person is not None:
                    self._take(line, person, found, plan)
        return found

    def account_of(self, email: str) -> UUID | None:
        """An account that is not in this organization, or not as this person."""
        here = self._by_email.get(email)
        return here.user_id if here else self._accounts.get(email)

    def new_login(self, line: PersonLine) -> str:
        base = login_of(line.username) or login_of(line.name) or "student"
        login, number = base, 1
        while login in self._logins:
            number += 1
            login = f"{base}-{number}"
        self._logins.add(login)
        return login

    def _take(self, line: PersonLine, person: Person, found: dict, plan: Plan) -> None:
        if person.membership_id in self._taken:
            sentence = _("Another line of the file is about the same person; that one counts.")
            plan.error(Kind.PEOPLE, line.line, "", sentence)
            self.refused.add(line.key)
        else:
            self._taken.add(person.membership_id)
            found[line.key] = person

    def _drop_doubles(self, lines: list[PersonLine], plan: Plan) -> None:
        """An email is one person's. Of brothers who share one, the second student goes without."""
        for line in lines:
            if not line.email or line.gone:
                continue
            first = self._emails.setdefault(line.email, line.line)
            if first == line.line:
                continue
            if line.role == parts.STUDENT:
                sentence = _("Line %(line)s has this email already. Imported without email.")
                plan.warn(Kind.PEOPLE, line.line, "email", sentence % {"line": first})
                line.email = ""
            else:
                sentence = _("Line %(line)s has this email already.")
                plan.error(Kind.PEOPLE, line.line, "email", sentence % {"line": first})
                self.refused.add(line.key)

    def _find_by_id(self, line: PersonLine) -> Person | None:
        return self._by_id.get(line.external_id) if line.external_id else None

    def _find_by_email(self, line: PersonLine) -> Person | None:
        return self._by_email.get(line.email) if line.email else None

    def _find_by_login(self, line: PersonLine) -> Person | None:
        """Only who has no email and came by no id of another roster."""
        if line.role != parts.STUDENT:
            return None
        login = login_of(line.username) or login_of(line.name)
        person = self._by_login.get(login) if login else None
        if person is None or (person.external_id and line.external_id):
            return None
        is_same = bool(line.username) or folded(person.name) == folded(line.name)
        return person if is_same and not (person.email and line.email) else None
