from project.tests.stores import bucket, either_store, folder, s3_server
from tests.model_fixtures import calls, endpoint, pauses, server

__all__ = [
    "bucket",
    "calls",
    "either_store",
    "endpoint",
    "folder",
    "pauses",
    "s3_server",
    "server",
]
