"""pypiserver that keeps what it has answered for: an upload is on disk, file and folder, before the answer goes out.

Nothing else is changed; pypiserver itself leaves writing to the operating system. Served by gunicorn as
`pypiserver_synced:create(folder, htpasswd)`.
"""

import os
from pathlib import Path

import pypiserver
from pypiserver import backend

write_file = backend.write_file


def sync(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_and_sync(source, destination):
    write_file(source, destination)
    sync(destination)
    sync(Path(destination).parent)


backend.write_file = write_and_sync


def create(folder, htpasswd):
    """The application; every action asks for the password, as every request to CodeArtifact carries a token."""
    return pypiserver.app(
        roots=[folder],
        password_file=htpasswd,
        authenticate=["update", "download", "list"],
        backend_arg="cached-dir",
        disable_fallback=True,
    )
