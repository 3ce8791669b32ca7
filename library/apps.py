from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from library import lost, owned, references
        from library.deletion import DELETE_JOB
        from library.ingestion import pipeline
        from organizations import jobs

        jobs.register(pipeline.JOB)
        jobs.register(DELETE_JOB)
        references.register()
        lost.register()
        owned.register()
