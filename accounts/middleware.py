"""In which language a page is."""

from django.utils import translation
from django.utils.cache import patch_vary_headers

from project.languages import interface_language

# Links that carry their own permission: no cookie is read there, and nobody looked up.
WITHOUT_PEOPLE = "/files/"
WORDS = ("text/html", "application/json")  # what a response in a language is


class LanguageMiddleware:
    """The person's own language, else what the browser asks for. After authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        own = _own_language(request)
        request.LANGUAGE_CODE = own or translation.get_language_from_request(request)
        with translation.override(request.LANGUAGE_CODE):
            response = self.get_response(request)
        if response.get("Content-Type", "").startswith(WORDS):
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            if not own:
                patch_vary_headers(response, ["Accept-Language"])
        return response


def _own_language(request) -> str:
    """Of the interface; empty for who is signed out."""
    if request.path_info.startswith(WITHOUT_PEOPLE) or not request.user.is_authenticated:
        return ""
    return interface_language(request.user.language)
