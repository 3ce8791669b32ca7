"""The store that is a bucket behind the S3 protocol."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.utils import timezone
from storages.backends.s3 import S3Storage

from project.storage.base import (
    CHUNK_BYTES,
    UPLOAD_LIFETIME,
    FileMissing,
    StoredFile,
    StoreUnavailable,
    UploadTarget,
)
from project.storage.media_types import disposition, media_type_of
from project.storage.temporary import replacing, workspace

log = logging.getLogger(__name__)

_MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchUpload"}


class Bucket:
    """Files are sent and fetched by presigned links, with the storage's own client."""

    def __init__(self, storage: S3Storage):
        self._storage = storage

    @property
    def _client(self):
        return self._storage.connection.meta.client

    def _object(self, key: str) -> dict[str, str]:
        return {"Bucket": self._storage.bucket_name, "Key": key}

    def upload_target(self, key: str, *, size_bytes: int, media_type: str) -> UploadTarget:
        """The length is part of what is signed: the store refuses a body of any other size.

        A PUT, because not every store with this protocol takes the POST of a form.
        """
        wanted = {"ContentLength": size_bytes, "ContentType": media_type}
        with _speaking(key):
            url = self._client.generate_presigned_url(
                "put_object",
                Params=self._object(key) | wanted,
                ExpiresIn=int(UPLOAD_LIFETIME.total_seconds()),
            )
        return UploadTarget("PUT", url, {"Content-Type": media_type})

    def begin_parts(self, key: str, *, media_type: str) -> str:
        with _speaking(key):
            begun = self._client.create_multipart_upload(
                **self._object(key), ContentType=media_type
            )
        return begun["UploadId"]

    def part_target(
        self, key: str, upload_id: str, number: int, *, size_bytes: int
    ) -> UploadTarget:
        wanted = {"UploadId": upload_id, "PartNumber": number, "ContentLength": size_bytes}
        with _speaking(key):
            url = self._client.generate_presigned_url(
                "upload_part",
                Params=self._object(key) | wanted,
                ExpiresIn=int(UPLOAD_LIFETIME.total_seconds()),
            )
        return UploadTarget("PUT", url, {"Content-Type": "application/octet-stream"})

    def parts_of(self, key: str, upload_id: str) -> dict[int, int]:
        with _speaking(key):
            return {part["PartNumber"]: part["Size"] for part in self._parts(key, upload_id)}

    def join_parts(self, key: str, upload_id: str) -> None:
        with _speaking(key):
            parts = [
                {"PartNumber": part["PartNumber"], "ETag": part["ETag"]}
                for part in self._parts(key, upload_id)
            ]
            self._client.complete_multipart_upload(
                **self._object(key), UploadId=upload_id, MultipartUpload={"Parts": parts}
            )

    def _parts(self, key: str, upload_id: str) -> Iterator[dict]:
        pages = self._client.get_paginator("list_parts").paginate(
            **self._object(key), UploadId=upload_id
        )
        for page in pages:
            yield from page.get("Parts", ())

    def close_upload(self, key: str, upload_id: str = "") -> None:
        if upload_id:
            self._give_up_parts(key, upload_id)
        # The link itself lives on until it expires; what it brings is deleted by age.
        self.delete(key)

    def _give_up_parts(self, key: str, upload_id: str) -> None:
        with suppress(FileMissing), _speaking(key):  # joined already, or given up before
            self._client.abort_multipart_upload(**self._object(key), UploadId=upload_id)

    def download_url(self, key: str, *, filename: str, inline: bool, lifetime: timedelta) -> str:
        shown = {
            "ResponseContentDisposition": disposition(filename, inline=inline),
            "ResponseContentType": media_type_of(filename),
        }
        with _speaking(key):
            return self._client.generate_presigned_url(
                "get_object",
                Params=self._object(key) | shown,
                ExpiresIn=int(lifetime.total_seconds()),
            )

    def size_of(self, key: str) -> int:
        with _speaking(key):
            return self._client.head_object(**self._object(key))["ContentLength"]

    def read_start(self, key: str, count: int) -> bytes:
        with _speaking(key):
            body = self._client.get_object(**self._object(key))["Body"]
            try:
                return body.read(count)
            finally:
                body.close()

    def sha256_of(self, key: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        with _speaking(key):
            body = self._client.get_object(**self._object(key))["Body"]
            for chunk in body.iter_chunks(CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
        return digest.hexdigest(), size

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        with workspace() as folder:
            path = folder / Path(key).name
            self.copy_to(key, path)
            yield path

    def fetch(self, key: str, *, into: Path) -> Path:
        """What was fetched before is used again, unless the file has changed since."""
        with _speaking(key):
            etag = self._client.head_object(**self._object(key))["ETag"]
        version = hashlib.sha256(etag.encode()).hexdigest()[:16]
        path = into / version / Path(key).name
        if not path.exists():
            self.copy_to(key, path)
        return path

    def copy_to(self, key: str, path: Path) -> None:
        bucket, name = self._object(key).values()
        with _speaking(key), replacing(path) as part:
            self._client.download_file(bucket, name, str(part))

    def read_bytes(self, key: str) -> bytes:
        with _speaking(key):
            return self._client.get_object(**self._object(key))["Body"].read()

    def save_bytes(self, key: str, content: bytes) -> None:
        extra = {"ContentType": media_type_of(key)}
        with _speaking(key):
            self._client.put_object(**self._object(key), Body=content, **extra)

    def save_file(self, key: str, source: Path) -> None:
        extra = {"ContentType": media_type_of(key)}
        with _speaking(key):
            bucket, name = self._object(key).values()
            self._client.upload_file(str(source), bucket, name, ExtraArgs=extra)

    def copy(self, key: str, new_key: str) -> None:
        with _speaking(key):
            self._client.copy_object(CopySource=self._object(key), **self._object(new_key))

    def move(self, key: str, new_key: str) -> None:
        self.copy(key, new_key)
        with _speaking(key):
            self._client.delete_object(**self._object(key))

    def delete(self, key: str) -> None:
        with _speaking(key):
            self._client.delete_object(**self._object(key))

    def list_prefix(self, prefix: str) -> Iterator[str]:
        """S3 lists keys in order."""
        with _speaking(prefix):
            for entry in self._entries(prefix):
                yield entry["Key"]

    def list_files(self, prefix: str) -> Iterator[StoredFile]:
        with _speaking(prefix):
            for entry in self._entries(prefix):
                yield StoredFile(entry["Key"], entry["Size"], entry["LastModified"])

    def bytes_below(self, prefix: str) -> int:
        with _speaking(prefix):
            return sum(entry["Size"] for entry in self._entries(prefix))

    def delete_prefix(self, prefix: str) -> None:
        with _speaking(prefix):
            self._delete(entry["Key"] for entry in self._entries(prefix))

    def delete_older(self, prefix: str, age: timedelta) -> int:
        end = timezone.now() - age
        with _speaking(prefix):
            old = (e["Key"] for e in self._entries(prefix) if e["LastModified"] < end)
            return self._delete(old)

    def _entries(self, prefix: str) -> Iterator[dict]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._storage.bucket_name, Prefix=prefix
        )
        for page in pages:
            yield from page.get("Contents", ())

    def _delete(self, keys: Iterator[str]) -> int:
        # One by one: the request for many needs a checksum that some stores do not know.
        count = 0
        for key in keys:
            self._client.delete_object(**self._object(key))
            count += 1
        return count


@contextmanager
def _speaking(key: str) -> Iterator[None]:
    """What goes wrong between us and the store, in our own errors."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            raise FileMissing(key) from error
        log.exception("the file store refused %s", key)
        raise StoreUnavailable from error
    except (BotoCoreError, Boto3Error) as error:
        log.exception("the file store cannot be reached for %s", key)
        raise StoreUnavailable from error
