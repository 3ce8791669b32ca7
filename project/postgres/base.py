"""Django's PostgreSQL engine, on the embedded server. Named by ENGINE = "project.postgres"."""

from pathlib import Path

from django.db.backends.postgresql import base

from project.postgres.server import ensure_running


class DatabaseWrapper(base.DatabaseWrapper):
    def get_connection_params(self):
        """Called for each new connection, never at import: the server starts when needed."""
        sockets = ensure_running(
            Path(self.settings_dict["HOST"]), durable=self.settings_dict.get("DURABLE", True)
        )
        return super().get_connection_params() | {"host": str(sockets), "user": "postgres"}
