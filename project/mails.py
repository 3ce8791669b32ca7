"""Mails from templates: a subject, plain text, and HTML that says the same."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send_mail(template: str, *, to: str, **facts) -> None:
    """template: NAME_subject.txt, NAME.txt and NAME.html, in the language that is active.

    Raises OSError, of which SMTP's own errors are, where it cannot be sent.
    """
    subject = " ".join(render_to_string(f"{template}_subject.txt", facts).split())
    mail = EmailMultiAlternatives(subject, render_to_string(f"{template}.txt", facts), to=[to])
    mail.attach_alternative(render_to_string(f"{template}.html", facts), "text/html")
    mail.send()
