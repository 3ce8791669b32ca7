"""Fixtures: both kinds of store. The bucket is a real S3 server on this machine."""

import urllib.error
import urllib.request

import boto3
import pytest
from moto.server import ThreadedMotoServer

from project import s3

KEYS = {"access_key": "test", "secret_key": "test"}


@pytest.fixture(scope="session")
def s3_server():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server, settings):
    """Files of this test live in a bucket, which is emptied afterwards."""
    use_bucket(settings, s3_server)
    client = boto3.resource(
        "s3",
        endpoint_url=s3_server,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    books = client.create_bucket(Bucket="books")
    yield books
    books.objects.all().delete()
    books.delete()


def use_bucket(settings, endpoint: str) -> None:
    store = s3.configure(bucket="books", endpoint=endpoint, region="us-east-1", **KEYS)
    settings.STORAGES = settings.STORAGES | {"default": store}


@pytest.fixture
def folder(media):
    return media


@pytest.fixture(params=["folder", "bucket"])
def either_store(request):
    return request.getfixturevalue(request.param)


def http(method: str, url: str, *, body: bytes | None = None, headers: dict | None = None):
    """Status, headers and body of an answer from a server on this machine."""
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
