"""Email addresses that reach the same person."""

# Where dots in the name make no difference, and under which name it is the same service.
_DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


def mailbox(email: str) -> str:
    """The address without what people add to make one mailbox look like several: a tag after a
    plus, and at Google dots. Lower case; of an empty address empty."""
    name, _, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if domain in _DOTLESS:
        name, domain = name.replace(".", ""), _DOTLESS[domain]
    return f"{name}@{domain}" if name else domain


def domain_of(email: str) -> str:
    return mailbox(email).rpartition("@")[2]
