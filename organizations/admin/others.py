"""Pages of other packages, drawn as ours are: unfold breaks those that are not its own."""

import waffle.admin  # noqa: F401  both register what is taken out below
from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django_q import admin as queue
from django_q.models import Failure, OrmQ, Schedule, Success
from unfold.admin import ModelAdmin
from waffle import models as waffle_models

# Roles are given by memberships, and switches by feature flags: nothing here reads these.
UNUSED = (Group, waffle_models.Sample, waffle_models.Switch)


class SessionAdmin(UserSessionAdmin):
    search_fields = ("user__email", "user__name")


def _redraw(model, model_admin: type[admin.ModelAdmin]) -> None:
    admin.site.unregister(model)
    drawn = type(model_admin.__name__, (model_admin, ModelAdmin), {})
    admin.site.register(model, drawn)


for _model in UNUSED:
    admin.site.unregister(_model)
_redraw(EmailAddress, EmailAddressAdmin)
_redraw(UserSession, SessionAdmin)
_redraw(Schedule, queue.ScheduleAdmin)
_redraw(Success, queue.TaskAdmin)
_redraw(Failure, queue.FailAdmin)
_redraw(OrmQ, queue.QueueAdmin)
