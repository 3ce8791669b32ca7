from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lessons import (
            continuing,
            dashboard,
            following,
            lost,
            metering,
            owned,
            panels,
            parts,
            paying,
            pipeline,
            provisioning,
            purging,
            quoting,
            references,
            touring,
            unused_clips,
            usage,
        )
        from lessons.annotations import following as noted
        from lessons.annotations import panel as notes
        from lessons.annotations import reanchoring
        from lessons.artifacts import following as handed
        from lessons.artifacts import panel as artifacts
        from lessons.assigning import following as assigned
        from lessons.bubbles import following as spoken
        from lessons.bubbles import panel as teachers
        from lessons.compilations import following as joined
        from lessons.inserts import following as inserted
        from lessons.progress import following as read
        from lessons.progress import panel as reports
        from lessons.requesting.page import REQUESTS_PAGE
        from lessons.safety import alerts, keeping, showing
        from lessons.strategies.own.page import STRATEGIES_PAGE
        from organizations import jobs, managing
        from organizations import registries as shared

        jobs.register(pipeline.JOB)
        jobs.register(alerts.JOB)
        shared.tidiers.append(keeping.forget)
        showing.register()
        references.register()
        lost.register()
        purging.register()
        quoting.register()
        dashboard.register()
        owned.register()
        panels.register()
        parts.register()
        paying.register()
        usage.register()
        continuing.register()
        following.register()
        noted.register()
        notes.register()
        reanchoring.register()
        handed.register()
        assigned.register()
        read.register()
        reports.register()
        spoken.register()
        joined.register()
        inserted.register()
        teachers.register()
        artifacts.register()
        provisioning.register()
        metering.register()
        unused_clips.register()
        touring.register_steps()
        managing.pages.append(STRATEGIES_PAGE)
        managing.pages.append(REQUESTS_PAGE)
