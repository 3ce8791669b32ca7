"""What the API says of itself to programs: each operation with every answer it can give."""

from typing import Any

from ninja import NinjaAPI

# What any operation may answer instead, by status.
PROBLEMS = {
    "401": "Nobody is signed in: the token or key is missing, has run out or was taken back.",
    "402": "The plan allows no more of it this month; `resets_at` says when it begins anew.",
    "403": "The caller may see this, and not do that.",
    "404": "There is no such thing, or it is not the caller's to see.",
    "409": "It is in a state that does not allow this.",
    "422": "What was sent cannot be used; `detail` says what is wrong.",
    "429": "Too many requests, or questions of today; `Retry-After` or `resets_at` says when to "
    "come back.",
    "502": "A provider (a model, a voice) failed.",
    "503": "Busy; `Retry-After` says when to come back.",
}
REF = {"$ref": "#/components/schemas/Problem"}
PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["error", "detail"],
    "properties": {
        "error": {"type": "string", "description": "A word for programs."},
        "detail": {"type": "string", "description": "A sentence for people."},
        "reason": {"type": "string", "description": "Of a limit: `video_plan`, `text_pool`."},
        "resets_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "Of a limit: when it begins anew.",
        },
    },
}


class DescribedAPI(NinjaAPI):
    def get_openapi_operation_id(self, operation) -> str:
        """The operation's own name, which is its address's too."""
        return operation.view_func.__name__

    def get_openapi_schema(self, **options) -> Any:
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for methods in schema["paths"].values():
            for operation in methods.values():
                _add_problems(operation)
        return schema


def _add_problems(operation: dict) -> None:
    responses = {str(status): said for status, said in operation["responses"].items()}
    for status, description in PROBLEMS.items():
        content = {"application/json": {"schema": REF}}
        responses.setdefault(status, {"description": description, "content": content})
    operation["responses"] = responses
