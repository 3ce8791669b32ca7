"""Reads that may lag, and errors of ours as pages."""

from project.databases import reading
from project.errors import LecternError
from project.problems import problem_response


class ReplicaMiddleware:
    """A page that only reads may read content from a replica."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with reading():
            return self.get_response(request)


class ProblemMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, LecternError):
            return problem_response(request, exception)
        return None
