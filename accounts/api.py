"""Tokens of people: /api/v1/tokens/. Keys of organizations are made on their pages."""

from django.http import HttpRequest
from ninja import Router, Status

from accounts.schemas import SignIn, Token, Tokens
from accounts.tokens import credentials, families
from project.text.storable import storable

router = Router(tags=["tokens"])


@router.post("/", response={201: Tokens}, auth=None)
def create_tokens(request: HttpRequest, sent: SignIn):
    """Sign in by email and password, and a code where a second factor is on."""
    user = credentials.check(
        request,
        email=storable(sent.email),
        password=sent.password.get_secret_value(),
        code=sent.code,
    )
    return Status(201, families.issue(user=user, label=storable(sent.label)))


@router.post("/refresh/", response=Tokens, auth=None)
def refresh_tokens(request: HttpRequest, sent: Token):
    """A refresh token is good once; used again, it ends everything that came of it."""
    return families.refresh(sent.token)


@router.post("/revoke/", response={204: None}, auth=None)
def revoke_tokens(request: HttpRequest, sent: Token):
    """By either token: both stop working at once."""
    families.revoke(sent.token)
    return Status(204, None)
