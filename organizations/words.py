"""The words an organization uses for its groups and people: class, cohort, studio …"""

from django.utils.translation import gettext_lazy as _

MANY = {"class": "classes", "student": "students", "teacher": "teachers"}

# slot -> name in the settings -> (one, many)
WORDS = {
    "class": {
        "class": (_("class"), _("classes")),
        "course": (_("course"), _("courses")),
        "cohort": (_("cohort"), _("cohorts")),
        "group": (_("group"), _("groups")),
        "studio": (_("studio"), _("studios")),
    },
    "student": {
        "student": (_("student"), _("students")),
        "learner": (_("learner"), _("learners")),
        "reader": (_("reader"), _("readers")),
        "employee": (_("employee"), _("employees")),
        "child": (_("child"), _("children")),
    },
    "teacher": {
        "teacher": (_("teacher"), _("teachers")),
        "instructor": (_("instructor"), _("instructors")),
        "tutor": (_("tutor"), _("tutors")),
        "trainer": (_("trainer"), _("trainers")),
        "parent": (_("parent"), _("parents")),
    },
}


def word(words: dict[str, str], slot: str, *, many: bool = False) -> str:
    """words: the organization's choice, slot -> name; a slot that it leaves out is itself."""
    return WORDS[slot][words.get(slot, slot)][many]


def words_of(words: dict[str, str]) -> dict[str, str]:
    """Every slot in one and in many: class, classes, student, students, teacher, teachers."""
    one = {slot: str(word(words, slot)) for slot in WORDS}
    return one | {MANY[slot]: str(word(words, slot, many=True)) for slot in WORDS}
