"""The storages that E-Case can keep its documents in, to run the same tests against each."""

import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.utils import timezone
from moto.server import ThreadedMotoServer

from ecase.core.storage import DurableStorage, StoredObject, keep

KEYS = {"access_key": "documents", "secret_key": "not-a-secret"}


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3 server of our own, over HTTP."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server, settings) -> str:
    """The documents lie in an empty bucket of that server; what its name is."""
    bucket = f"documents-{uuid4()}"
    boto3.client(
        "s3",
        endpoint_url=s3_server,
        region_name="us-east-1",
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
    ).create_bucket(Bucket=bucket)
    in_s3(settings, bucket_name=bucket, endpoint_url=s3_server)
    return bucket


@pytest.fixture(params=["folder", "s3"])
def store(request) -> str:
    """Each of the two in turn; a folder is what every test has."""
    if request.param == "s3":
        request.getfixturevalue("s3")
    return request.param


def in_s3(settings, **options) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "ecase.core.storage_s3.S3Documents",
            "OPTIONS": {"region_name": "us-east-1", **KEYS, **options},
        },
    }


def keep_long_ago(content: bytes, *, hours: int = 48) -> StoredObject:
    """Kept so many hours ago."""
    then = timezone.now() - timedelta(hours=hours)
    with time_machine.travel(then):
        stored = keep(content, ".pdf")
    if isinstance(default_storage._wrapped, DurableStorage):  # the disk has a clock of its own
        os.utime(default_storage.path(stored.name), (then.timestamp(), then.timestamp()))
    return stored


def overwrite(name: str, content: bytes) -> None:
    """What no officer can do: other bytes under the same name."""
    if isinstance(default_storage._wrapped, DurableStorage):
        Path(default_storage.path(name)).write_bytes(content)
    else:
        store = default_storage
        store.connection.Object(store.bucket_name, name).put(Body=content)


def names() -> list[str]:
    """Of everything that lies there."""
    return sorted(one.name for one in default_storage.lying())
