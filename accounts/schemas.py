"""What the API takes and gives of people's tokens."""

from typing import Literal

from ninja import Schema
from pydantic import Field, SecretStr

BORN = r"^((19|20)\d\d-(0[1-9]|1[0-2]))?$"


class SignIn(Schema):
    """code: of an authenticator app, or a recovery code; where a second factor is on."""

    email: str = Field(max_length=254)
    password: SecretStr = Field(max_length=1024)
    code: str = Field("", max_length=40)
    label: str = Field("", max_length=120, description="What signs in, for the person's list.")


class Registration(Schema):
    email: str = Field(max_length=254)
    password: SecretStr = Field(max_length=1024, description="At least 10 characters.")
    name: str = Field(min_length=1, max_length=120)
    label: str = Field("", max_length=120, description="What signs in, for the person's list.")
    signed_up_as: Literal["teacher", "family", "student"] = "teacher"
    country: str = Field("", max_length=2, description="ISO 3166-1 alpha-2; of students.")
    born: str = Field(
        "", pattern=BORN, description="Month of birth, as in 2011-04; of students. It is not kept."
    )
    guardian_email: str = Field(
        "", max_length=254, description="Asked for where the country wants a guardian's consent."
    )


class Refresh(Schema):
    refresh: str = Field(max_length=4096)


class Token(Schema):
    token: str = Field(max_length=4096)


class Tokens(Schema):
    """expires_in: seconds until the access token runs out; the refresh token lasts 7 days."""

    access: str
    refresh: str
    expires_in: int
    token_type: str = "Bearer"


class Registered(Schema):
    """tokens: null where the address has to be confirmed, or a guardian has to agree, first."""

    tokens: Tokens | None
