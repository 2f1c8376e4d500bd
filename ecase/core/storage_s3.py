"""Documents in an S3-compatible store (คลังเอกสารแบบ S3), for several machines that serve the same."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from ecase.core.storage import Lying, StoreUnreachable

TAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}  # If-None-Match: it is there already
GONE = {"NoSuchKey", "404", "NotFound"}  # a HEAD has no body, and so no better word
# An officer waits: a store that is down is told of within half a minute.
PATIENCE = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 2},
    s3={"addressing_style": "path"},  # other stores than Amazon's have no host name for each bucket
)


class S3Documents(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """A bucket in which an object is written once, whole, and never over another.

    The store must know conditional writes (If-None-Match), as Amazon's, MinIO, Ceph and the others
    do since 2024. Its credentials need no more than to read, write, delete and list in the bucket.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("client_config", PATIENCE)
        super().__init__(file_overwrite=False, default_acl=None, **options)

    def exists(self, name: str) -> bool:
        with asking():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with asking():
            return int(super().size(name))

    def delete(self, name: str) -> None:
        with asking():
            super().delete(name)

    def _open(self, name: str, mode: str = "rb") -> "ContentFile[bytes]":
        with asking():
            found = self._client.get_object(Bucket=self.bucket_name, Key=self._key(name))
            return ContentFile(found["Body"].read(), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        body = b"".join(content.chunks())
        while True:
            try:
                self._put(name, body, IfNoneMatch="*")
                return name
            except FileExistsError:
                name = self.get_available_name(name)

    def replace(self, name: str, content: "File[bytes]") -> None:
        """In one step, as a store's writing is."""
        self._put(name, b"".join(content.chunks()))

    def _put(self, name: str, body: bytes, **conditions: str) -> None:
        with asking():
            self._client.put_object(
                Bucket=self.bucket_name,
                Key=self._key(name),
                Body=body,
                # The store refuses what was changed on its way.
                ChecksumSHA256=base64.b64encode(hashlib.sha256(body).digest()).decode(),
                ContentType="application/octet-stream",
                **conditions,
            )

    def renew(self, name: str) -> None:
        """Copied onto itself: it counts as brought now."""
        key = self._key(name)
        with asking():
            self._client.copy_object(
                Bucket=self.bucket_name,
                Key=key,
                CopySource={"Bucket": self.bucket_name, "Key": key},
                MetadataDirective="REPLACE",
                ContentType="application/octet-stream",
            )

    def lying(self) -> Iterator[Lying]:
        """Everything in the bucket, or in its part that is ours; a thousand at a time."""
        start = self._key("")
        pages = self._client.get_paginator("list_objects_v2")
        with asking():
            for page in pages.paginate(Bucket=self.bucket_name, Prefix=start):
                for one in page.get("Contents", ()):
                    name = one["Key"].removeprefix(start).lstrip("/")
                    yield Lying(name, one["Size"], one["LastModified"])

    def brought_at(self, name: str) -> datetime:
        """When an object was last brought."""
        with asking():
            found = self._client.head_object(Bucket=self.bucket_name, Key=self._key(name))
        when: datetime = found["LastModified"]
        return when

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _key(self, name: str) -> str:
        return str(self._normalize_name(name))


@contextmanager
def asking() -> Iterator[None]:
    """What the store answers, in the words of files; StoreUnreachable where it does not answer well."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in GONE:
            raise FileNotFoundError(code) from error
        if code in TAKEN:
            raise FileExistsError(code) from error
        raise StoreUnreachable from error
    except BotoCoreError as error:
        raise StoreUnreachable from error
