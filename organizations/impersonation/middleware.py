"""request.user is the person, request.impersonation says who it really is."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.middleware import WITHOUT_PEOPLE
from organizations.impersonation import service
from organizations.impersonation.guards import is_guarded
from project.errors import Forbidden
from project.problems import problem_response

SESSION_KEY = "impersonation"


class ImpersonationMiddleware:
    """Right after the sign-in is known, before anything asks whose page it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        request.impersonation = _find(request)
        if request.impersonation is not None:
            _become(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs):
        if request.impersonation is None or not is_guarded(request, view):
            return None
        problem = Forbidden(
            _("You see Lectern as %(person)s. Stop that first: this is theirs alone to change.")
            % {"person": request.user}
        )
        return problem_response(request, problem)


def _find(request: HttpRequest):
    if request.path_info.startswith(WITHOUT_PEOPLE):
        return None
    pk = request.session.get(SESSION_KEY)
    if pk is None or not request.user.is_authenticated:
        return None
    found = service.current(pk, staff=request.user)
    if found is None:  # over, or taken away: the session is the staff's own again
        del request.session[SESSION_KEY]
    return found


def _become(request: HttpRequest) -> None:
    person = request.impersonation.person
    request.impersonation.staff = request.user
    request.user = person

    async def auser():
        return person

    request.auser = auser
