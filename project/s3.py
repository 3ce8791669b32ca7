"""Settings of a store that speaks the S3 protocol."""

from typing import Any
from urllib.parse import urlsplit


def configure(
    *, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str
) -> dict[str, Any]:
    """The value of STORAGES["default"]; what is empty is left to the S3 client to find."""
    from botocore.config import Config  # large: only where there is a bucket

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": region or None,
            "access_key": access_key or None,
            "secret_key": secret_key or None,
            "querystring_auth": True,
            "file_overwrite": True,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=60,
                retries={"mode": "standard", "total_max_attempts": 3},
                # Not every store with this protocol knows the newer checksums.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }


def origins(*, bucket: str, endpoint: str, region: str) -> list[str]:
    """Where a browser finds the bucket: for the Content Security Policy."""
    if endpoint:
        parts = urlsplit(endpoint)
        return [f"{parts.scheme}://{parts.netloc}"]
    hosts = [f"{bucket}.s3.amazonaws.com"]
    if region:
        hosts.append(f"{bucket}.s3.{region}.amazonaws.com")
    return [f"https://{host}" for host in hosts]
