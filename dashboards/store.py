"""Results by the key of their content: the newest in memory, all of them in a folder that outlives the server."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from circnet.park.builtin import builtin_folder

__all__ = ["Store", "cache_folder", "fingerprint"]

_log = logging.getLogger(__name__)
_DAYS = 30
_MOST_FILES = 2000
_CODE = Path(__file__).parent.parent


class Store:
    """What runs gave, found by key.

    Parameters
    ----------
    keep
        Results kept in memory; the one used longest ago goes first.
    folder
        Where results are kept on disk; nowhere if absent. Only this program writes there: what is read back is
        unpickled.
    """

    def __init__(self, keep: int = 64, folder: Path | None = None) -> None:
        self._keep, self._folder = keep, folder
        self._lock = threading.Lock()
        self._held: OrderedDict[str, Any] = OrderedDict()

    def get(self, key: str) -> Any | None:  # noqa: ANN401  what a run returned
        """Return the result of a key, or None."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        found = self._read(key)
        if found is not None:
            self._hold(key, found)
        return found

    def put(self, key: str, result: object, on_disk: bool = True) -> None:
        """Keep a result; a folder that cannot be written to is told in the log and done without."""
        self._hold(key, result)
        if self._folder is None or not on_disk:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                pickle.dump(result, file, protocol=pickle.HIGHEST_PROTOCOL)
            Path(file.name).replace(self._folder / key)  # whole or not at all
            self._drop_oldest()
        except OSError as error:
            _log.warning("results are not kept on disk: %s", error)
            self._folder = None

    def _hold(self, key: str, result: object) -> None:
        with self._lock:
            self._held[key] = result
            self._held.move_to_end(key)
            while len(self._held) > self._keep:
                self._held.popitem(last=False)

    def _read(self, key: str) -> Any | None:  # noqa: ANN401
        if self._folder is None or not key.isalnum():
            return None
        try:
            with (self._folder / key).open("rb") as file:
                return pickle.load(file)  # noqa: S301  our own file
        except FileNotFoundError:
            return None
        except Exception:  # a file cut short or of another version is no result
            _log.warning("a kept result could not be read; it is made anew")
            return None

    def _drop_oldest(self) -> None:
        assert self._folder is not None  # noqa: S101  only called with one
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in files[: max(len(files) - _MOST_FILES, 0)]:
            file.unlink(missing_ok=True)


def fingerprint() -> str:
    """Return a text that changes with the program or the catalog: results of another version are no results."""
    digest = hashlib.sha256()
    for root in (_CODE / "circnet", _CODE / "dashboards", builtin_folder("data")):
        for file in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".csv", ".toml", ".geojson")):
            stat = file.stat()
            digest.update(f"{file.relative_to(root)}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Return the folder for this version's results, and drop those no version used for a month.

    ``CIRCNET_CACHE`` names another place; ``CIRCNET_CACHE=off`` keeps nothing on disk.
    """
    named = os.environ.get("CIRCNET_CACHE", "")
    if named == "off":
        return None
    root = (Path(named) if named else user_cache_path("circnet")) / "runs"
    old = time.time() - _DAYS * 86400
    with contextlib.suppress(OSError):
        for folder in root.iterdir():
            if folder.is_dir() and folder.stat().st_mtime < old:
                shutil.rmtree(folder, ignore_errors=True)
    return root / fingerprint()
