"""What is mailed to somebody who is invited, by a job."""

from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from organizations.models import (
    AuditEntry,
    Invitation,
    Job,
    Organization,
)
from organizations.tests.inviting import invited, link, send
from organizations.tests.working import work_off


def test_the_mail_says_who_and_where_in_text_and_html(in_school, client, sign_in, mailoutbox):
    invited(client, in_school, sign_in, mailoutbox)
    mail = mailoutbox[0]
    assert mail.subject == "Your invitation to Riverside High"
    assert "Alice invites you to Riverside High as teacher." in mail.body
    html, kind = mail.alternatives[0]
    assert kind == "text/html"
    assert link(mailoutbox) in html


def test_the_token_is_in_the_mail_and_nowhere_else(in_school, client, sign_in, mailoutbox):
    token = invited(client, in_school, sign_in, mailoutbox).split("/")[2]
    row = Invitation.objects.values().get()
    written = AuditEntry.objects.values_list("detail", flat=True)
    assert token not in str(row) + str(list(written))


def test_a_name_in_a_mail_is_no_markup(in_school, client, sign_in, mailoutbox):
    Organization.objects.update(name="<b>Night</b>\r\nBcc: all@x.example")
    invited(client, in_school, sign_in, mailoutbox)
    assert "\n" not in mailoutbox[0].subject
    assert "<b>Night</b>" not in mailoutbox[0].alternatives[0][0]


def test_a_mail_that_cannot_be_sent_is_tried_again(
    in_school, client, sign_in, mailoutbox, monkeypatch
):
    def broken(*args, **kwargs):
        raise ConnectionRefusedError("no mail server")

    sign_in(in_school.alice)
    send(client, in_school)
    with monkeypatch.context() as patched:
        patched.setattr("organizations.services.invitation_mails.send_mail", broken)
        work_off()
    assert Invitation.objects.get().sent_at is None
    assert "is being sent" in client.get(in_school.url("people/")).content.decode()
    Job.objects.update(run_after=timezone.now())
    work_off()
    assert Invitation.objects.get().sent_at
    assert len(mailoutbox) == 1


def test_in_the_language_of_who_invites(in_school, client, sign_in, mailoutbox, monkeypatch):
    seen = []

    def remember(template, *, to, **facts):
        seen.append(get_language())

    monkeypatch.setattr("organizations.services.invitation_mails.send_mail", remember)
    User.objects.filter(pk=in_school.alice.pk).update(language="de")
    sign_in(in_school.alice)
    send(client, in_school)
    work_off()
    assert seen == ["de"]
