from django.utils.translation import gettext_lazy as _

from organizations.managing import ManagePage

STRATEGIES_PAGE = ManagePage(
    "strategies", _("Ways of teaching"), "lessons:strategy_list", "strategies.view", 35
)
