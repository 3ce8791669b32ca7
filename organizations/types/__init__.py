"""What each type of organization starts with: one readable file a type, beside this one."""

from functools import cache
from pathlib import Path

import yaml

from organizations.types.profile import TypeProfile

FOLDER = Path(__file__).parent


@cache
def profile_of(type: str) -> TypeProfile:
    """type: of `Organization.Type`. Raises FileNotFoundError for one without a profile."""
    text = (FOLDER / f"{type}.yaml").read_text(encoding="utf-8")
    return TypeProfile.model_validate(yaml.safe_load(text))


__all__ = ["TypeProfile", "profile_of"]
