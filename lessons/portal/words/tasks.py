"""Assignments, quizzes, progress and reviews."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "assignments": (_("Assignments"), _("My work")),
    "nothing_to_do": (
        _("When a teacher assigns a lesson, a reading or a quiz, it stands here."),
        _("When your teacher gives you something to do, you find it here."),
    ),
    "the_assignment": (_("The assignment"), _("Back to my work")),
    "done": (_("I have done it"), _("I did it")),
    "attempts": (_("Your attempts"), _("Your tries")),
    "attempts_allowed": (_("Attempts"), _("Tries")),
    "as_many": (_("as many as you like"), _("as often as you like")),
    "quizzes": (_("Quizzes and sheets"), _("Quizzes")),
    "no_quizzes": (
        _("When a teacher approves one, it stands here."),
        _("Your teacher can give you quizzes. Then you find them here."),
    ),
    "hand_in": (_("Hand in"), _("I am done: hand it in")),
    "later": (_("Save and go on later"), _("Save it for later")),
    "teacher_marks": (
        _("Your teacher has some answers to mark yet."),
        _("Your teacher still has to look at some answers."),
    ),
    "shown_when_due": (
        _("What was right is shown when the due date is over."),
        _("You see what was right when the time is over."),
    ),
    "not_shown": (_("What was right is not shown."), _("You do not see what was right.")),
    "progress": (_("Progress"), _("How I am doing")),
    "no_progress_title": (_("Nothing assigned yet"), _("Nothing here yet")),
    "no_progress": (
        _("What you see, read, practise and master of what is assigned to you stands here."),
        _("When you work on something, you see here how far you are."),
    ),
    "objective": (_("Objective"), _("What")),
    "practised": (_("Practised"), _("Answered")),
    "mastered": (_("Mastered"), _("I know it")),
    "is_mastered": (_("mastered"), _("you know it")),
    "few_answers": (_("few answers"), _("practise more")),
    "how_measured": (_("How this is measured"), _("How we know this")),
    "review": (_("Review"), _("Practise again")),
    "nothing_to_review": (_("Nothing is due today"), _("Nothing to practise today")),
    "review_hint": (
        _("Questions from your quizzes come back here when you are about to forget them."),
        _("Questions come back here, so that you do not forget."),
    ),
}
