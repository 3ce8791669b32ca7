from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from library import dashboard, lost, owned, provisioning, purging, references
        from library.dashboard import SOURCES_PAGE
        from library.deletion import DELETE_JOB
        from library.ingestion import pipeline
        from organizations import jobs, managing
        from organizations.registries import computed_tables

        jobs.register(pipeline.JOB)
        jobs.register(DELETE_JOB)
        references.register()
        lost.register()
        purging.register()
        computed_tables.update({"library_embedding", "library_termfrequency"})
        dashboard.register()
        owned.register()
        managing.pages.append(SOURCES_PAGE)
        provisioning.register()
