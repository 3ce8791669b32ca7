from project.tests.stores import bucket, either_store, folder, s3_server

__all__ = ["bucket", "either_store", "folder", "s3_server"]
