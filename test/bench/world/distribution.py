"""Writes a small valid wheel and sdist: ``distribution.py FOLDER NAME VERSION [BYTES]``, without any build tool."""

import gzip
import io
import os
import sys
import tarfile
import zipfile
from pathlib import Path


def main(folder: str, name: str, version: str, size: int) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    base = f"{name.replace('-', '_')}-{version}"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: made by the benchmark\n"
    info = f"{base}.dist-info"
    with zipfile.ZipFile(target / f"{base}-py3-none-any.whl", "w") as wheel:
        for path, text in {
            f"{info}/METADATA": metadata,
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{info}/RECORD": "",
        }.items():
            # A fixed time, so that the same version always has the same bytes.
            wheel.writestr(zipfile.ZipInfo(path), text)
        with wheel.open(zipfile.ZipInfo("payload.bin"), "w", force_zip64=True) as payload:
            for start in range(0, size, 1 << 20):
                payload.write(os.urandom(min(1 << 20, size - start)))
    with gzip.GzipFile(target / f"{base}.tar.gz", "wb", mtime=0) as file, tarfile.open(fileobj=file, mode="w") as sdist:
        # Two files, because twine takes what their names have in common for the folder.
        for name in ["PKG-INFO", "setup.py"]:
            entry = tarfile.TarInfo(f"{base}/{name}")
            entry.size = len(metadata)
            sdist.addfile(entry, io.BytesIO(metadata.encode()))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 0)
