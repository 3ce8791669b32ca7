"""Signing up and in, for programs: /api/v1/auth/. Keys of organizations are made on their pages."""

from django.http import HttpRequest
from ninja import Router, Status

from accounts.schemas import Refresh, Registered, Registration, SignIn, Token, Tokens
from accounts.tokens import credentials, families, registering
from project.text.storable import storable

router = Router(tags=["auth"])


@router.post("/register", response={201: Registered}, auth=None)
def register(request: HttpRequest, sent: Registration):
    """Sign up. Where an address has to be confirmed first, or a guardian has to agree, a mail is
    sent and `tokens` is null."""
    user = registering.register(
        request,
        email=storable(sent.email),
        password=sent.password.get_secret_value(),
        name=storable(sent.name),
        answers=registering.answers_from(sent),
    )
    tokens = families.issue(user=user, label=storable(sent.label)) if user else None
    return Status(201, {"tokens": tokens})


@router.post("/login", response={201: Tokens}, auth=None)
def login(request: HttpRequest, sent: SignIn):
    """Sign in by email and password, and a code where a second factor is on."""
    user = credentials.check(
        request,
        email=storable(sent.email),
        password=sent.password.get_secret_value(),
        code=sent.code,
    )
    return Status(201, families.issue(user=user, label=storable(sent.label)))


@router.post("/refresh", response=Tokens, auth=None)
def refresh(request: HttpRequest, sent: Refresh):
    """A refresh token is good once; used again, it ends everything that came of it."""
    return families.refresh(sent.refresh)


@router.post("/logout", response={204: None}, auth=None)
def logout(request: HttpRequest, sent: Token):
    """By either token: both stop working at once."""
    families.revoke(sent.token)
    return Status(204, None)
