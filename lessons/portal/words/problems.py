"""Limits that are reached, and pages that say what went wrong."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "limit": (_("A limit is reached"), _("You have used it all up")),
    "limit_over": (_("There is room again"), _("You can make more now")),
    "limit_kept": (
        _("What you asked for is kept. As soon as there is room, one click goes on with it."),
        _("We keep what you asked for. When you can make more, click here."),
    ),
    "limit_go_on": (_("Go on with it now"), _("Make it now")),
    "limit_helps": (_("What would help"), _("What you can do")),
    "limit_text": (
        _("Text in place of a video: it counts as a text lesson, and is ready sooner."),
        _("Take the text, not the video. You get it sooner."),
    ),
    "limit_tomorrow": (_("Tomorrow you can ask again."), _("You can ask again tomorrow.")),
    "limit_ask": (_("Ask your admins for more"), _("Ask your school for more")),
    "my_plan": (_("My plan"), _("What I can make")),
    "plan_hint": (
        _(
            "A lesson counts once: as a video where you ask for one, else as text. What your "
            "teacher assigns does not count, and neither does what could not be made."
        ),
        _("Work from your teacher uses nothing up."),
    ),
    "error_not_here": (_("This is not here"), _("We cannot find this")),
    "error_not_here_hint": (
        _("The address may be mistyped, or what stood here was deleted or is not shared with you."),
        _("Maybe it is gone, or it is not for you. Go back and try again."),
    ),
    "error_not_yours": (_("You may not do this"), _("You cannot do this")),
    "error_not_seen": (_("You may not see this"), _("You cannot see this")),
    "error_not_seen_hint": (
        _(
            "It belongs to other people, or the page waited too long before it was sent. Go back, "
            "load the page again and retry; if it still refuses, ask whoever looks after your "
            "school's account."
        ),
        _("It is not for you, or the page was open too long. Go back, or ask your teacher."),
    ),
    "error_not_now": (_("Not possible now"), _("Not now")),
    "error_too_many": (_("Too many tries"), _("That was too often")),
    "error_busy": (_("Too much at once"), _("Please wait a little")),
    "error_no_answer": (_("A service did not answer"), _("Something is not working")),
    "error_other": (_("This did not work"), _("This did not work")),
    "error_help": ("", _("Ask your teacher if you do not know what to do.")),
    "error_start": (_("Go to the start"), _("Go home")),
}
