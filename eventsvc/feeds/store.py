"""Finished calendars, kept in this process: bounded by their bytes, the least used ones go first."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

SMALL = 1024
MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A calendar file, ready to be sent. The tag is made of the content: a release that writes otherwise is noticed, a restart is not."""

    body: bytes
    zipped: bytes | None
    tag: str
    changed_at: datetime

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return len(self.body) + len(self.zipped or b"")


def file(body: bytes, changed_at: datetime) -> File:
    """Compressed once, where that is worth it."""
    zipped = gzip.compress(body, 6, mtime=0) if len(body) > SMALL else None
    return File(body, zipped, hashlib.sha256(body).hexdigest()[:24], changed_at)


class Store:
    """A bounded cache. Each request asks the database for the version first, so several processes are right without talking."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._files: OrderedDict[Hashable, File] = OrderedDict()
        self._latest: dict[Hashable, Hashable] = {}
        self._lock = Lock()

    def get(self, key: Hashable) -> File | None:
        """The file under this key, if it is still here."""
        with self._lock:
            found = self._files.get(key)
            if found is not None:
                self._files.move_to_end(key)
            return found

    def put(self, key: Hashable, made: File, *, address: Hashable) -> None:
        """Keep a file; it takes the place of the former one of this address, which nobody will ask for again."""
        with self._lock:
            former = self._latest.get(address)
            if former is not None and former != key:
                self._files.pop(former, None)
            self._latest[address] = key
            self._files[key] = made
            self._files.move_to_end(key)
            while len(self._files) > 1 and sum(one.size for one in self._files.values()) > self._most:
                gone, _file = self._files.popitem(last=False)
                self._latest = {where: kept for where, kept in self._latest.items() if kept != gone}

    def latest(self, address: Hashable) -> File | None:
        """The last file of this address that we know, for times when the database cannot be asked."""
        with self._lock:
            key = self._latest.get(address)
            return None if key is None else self._files.get(key)
