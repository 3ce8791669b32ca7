from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from billing import registries as of_billing
        from library import (
            dashboard,
            lost,
            organization_files,
            owned,
            provisioning,
            purging,
            quota,
            references,
            registries,
        )
        from library.correcting import remaking
        from library.dashboard import SOURCES_PAGE
        from library.deletion import DELETE_JOB
        from library.embeddings import filling, services
        from library.ingestion import pipeline
        from library.ingestion.parts import settle_gone
        from library.retrieval.warming import load_models
        from library.waste import JOB as CLEAN_JOB
        from library.web import unused_texts
        from library.web.sites import JOB as SURVEY_JOB
        from library.web.watching import JOB as LOOK_JOB
        from library.youtube import panel as video_panel
        from organizations import jobs, managing
        from organizations.registries import (
            admin_pages,
            after_migrations,
            computed_columns,
            computed_tables,
        )
        from project import warming

        jobs.register(pipeline.JOB)
        jobs.register(DELETE_JOB)
        jobs.register(CLEAN_JOB)
        jobs.register(LOOK_JOB)
        jobs.register(SURVEY_JOB)
        jobs.register(filling.JOB)
        jobs.register(remaking.JOB)
        registries.after_reading += [remaking.settle, settle_gone]
        references.register()
        lost.register()
        purging.register()
        computed_tables.update({"library_embedding", "library_termfrequency"})
        indexed = ("terms", "weights")  # of the words, for search
        computed_columns.update({("library_contentatom", name) for name in indexed})
        after_migrations.append(services.settle_initial_model)
        admin_pages.append((_("Embedding models"), "hub", "library_embeddingmodel"))
        dashboard.register()
        owned.register()
        video_panel.register()
        organization_files.register()
        unused_texts.register()
        managing.pages.append(SOURCES_PAGE)
        provisioning.register()
        of_billing.storage_used.append(quota.bytes_used)
        warming.loads.append(load_models)
