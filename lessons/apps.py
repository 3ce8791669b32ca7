from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lessons import following, lost, panels, pipeline, references
        from organizations import jobs

        jobs.register(pipeline.JOB)
        references.register()
        lost.register()
        panels.register()
        following.register()
