from library.tests.uploading import across, door
from project.tests.stores import bucket, s3_server

__all__ = ["across", "bucket", "door", "s3_server"]
