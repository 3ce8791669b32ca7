"""A spec as it is written down -> `Spec`, or sentences about what is wrong with it."""

from typing import Any

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError

from lessons.strategies.spec import Spec
from project.errors import Invalid

LARGEST_CHARACTERS = 50_000


def read_spec(values: Any) -> Spec:
    """Raises Invalid with a line for each thing that has not the right shape."""
    try:
        return Spec.model_validate(values)
    except ValidationError as error:
        raise Invalid(as_sentences(error)) from error


def read_yaml(text: str) -> Spec:
    """Raises Invalid."""
    if len(text) > LARGEST_CHARACTERS:
        raise Invalid(_("A spec has at most %(count)s characters.") % {"count": LARGEST_CHARACTERS})
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Invalid(_("This is no YAML: %(problem)s") % {"problem": error}) from error
    return read_spec(values)


def as_sentences(error: ValidationError) -> str:
    """A line for each thing."""
    return "\n".join(_line(problem) for problem in error.errors())


def _line(problem: Any) -> str:
    where = ".".join(str(step) for step in problem["loc"])
    return f"{where}: {problem['msg']}" if where else str(problem["msg"])
