from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from library import dashboard, lost, owned, provisioning, purging, references
        from library.deletion import DELETE_JOB
        from library.ingestion import pipeline
        from organizations import jobs
        from organizations.registries import computed_columns, computed_tables

        jobs.register(pipeline.JOB)
        jobs.register(DELETE_JOB)
        references.register()
        lost.register()
        purging.register()
        computed_tables.update({"library_embedding", "library_termfrequency"})
        indexed = ("terms", "weights")  # of the words, for search
        computed_columns.update({("library_contentatom", name) for name in indexed})
        dashboard.register()
        owned.register()
        provisioning.register()
