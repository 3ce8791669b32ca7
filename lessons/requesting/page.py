from django.utils.translation import gettext_lazy as _

from organizations.managing import ManagePage

REQUESTS_PAGE = ManagePage(
    "lesson_requests",
    _("Lesson requests"),
    "lessons:request_list",
    "organization.billing",
    60,
)
