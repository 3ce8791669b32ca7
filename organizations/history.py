"""What the audit wrote of a person, in words."""

from django.utils.translation import gettext_lazy as _

from organizations.models import AuditEntry

SENTENCES = {
    "people.joined": _("Joined"),
    "people.role_changed": _("Another role"),
    "people.schools_changed": _("Other schools"),
    "people.deactivated": _("Deactivated"),
    "people.reactivated": _("Reactivated"),
    "people.left": _("Left"),
    "people.password_reset": _("A new password was given"),
    "people.owned_transferred": _("What they owned was handed over"),
    "people.ownership_transferred": _("Became owner"),
}


def history_rows(entries: list[AuditEntry]) -> list[dict]:
    """at, what and who of each."""
    return [
        {
            "at": entry.at,
            "what": SENTENCES.get(entry.action, entry.action),
            "who": entry.actor if entry.actor_id else None,
            "more": _more(entry),
        }
        for entry in entries
    ]


def _more(entry: AuditEntry) -> str:
    detail = entry.detail
    if entry.action == "people.role_changed":
        return f"{detail['from']} → {detail['to']}"
    return detail.get("role", "") if entry.action == "people.joined" else ""
