"""What the API takes and gives of people's tokens."""

from ninja import Schema
from pydantic import Field, SecretStr


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
    """tokens: null where the address has to be confirmed first."""

    tokens: Tokens | None
