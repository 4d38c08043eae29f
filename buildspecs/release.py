"""Checks a source tree and turns a ``dist`` folder into a release: ``release.json`` and ``bundle.zip``.

The digest is the SHA-256 over the lines ``<sha256>  <name>`` of the assets sorted by name (see lib/contract/release.ts,
whose tests compare both).
"""

import argparse
import compileall
import hashlib
import json
import py_compile
import shlex
import shutil
import sys
import zipfile
from datetime import datetime, timezone
from pathlib import Path

HERE = Path(__file__).resolve().parent

# CodeArtifact's quotas: assets of a package version, bytes of an asset.
MOST_ASSETS = 150
LARGEST_ASSET = 5 * 1024**3

# What `twine upload` imports, all of it pure Python, so that it runs from a zip under any Python 3.
UPLOAD_PACKAGES = {
    "certifi",
    "charset_normalizer",
    "id",
    "idna",
    "packaging",
    "requests",
    "requests_toolbelt",
    "rfc3986",
    "rich",
    "twine",
    "urllib3",
}


class ReleaseError(Exception):
    """What was expected, what was found, and what to do."""


def epoch(date: str) -> int:
    """Seconds since 1970 of an ISO 8601 date: SOURCE_DATE_EPOCH of the commit, so that a rebuild gives the same bytes."""
    try:
        moment = datetime.fromisoformat(date.strip().replace("Z", "+00:00"))
    except ValueError:
        raise ReleaseError(f"COMMIT_DATE: expected an ISO 8601 date, got {date!r}; the pipeline's source action sets it")
    return int((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp())


def check_source(folder: Path) -> None:
    """Refuses a tree that ``build`` would only fall back on defaults for."""
    if not (folder / "pyproject.toml").is_file():
        raise ReleaseError("pyproject.toml: expected at the top of the repository, found none; add one (PEP 621) that names the package, its version and its build backend")


def describe(path: Path):
    """``(normalised package, normalised version)`` from the name of a distribution file."""
    from packaging.utils import InvalidSdistFilename, InvalidWheelFilename, parse_sdist_filename, parse_wheel_filename

    try:
        if path.suffix == ".whl":
            name, version = parse_wheel_filename(path.name)[:2]
        else:
            name, version = parse_sdist_filename(path.name)
    except (InvalidSdistFilename, InvalidWheelFilename) as error:
        raise ReleaseError(f"dist/{path.name}: expected a wheel or an sdist: {error}") from error
    return str(name), str(version)


def check_versions(dist: Path) -> None:
    """Refuses a version that is not written as PEP 440 normalises it.

    A build backend normalises it in file names, and some leave it as it is in the metadata, from which twine takes it.
    The files would be staged under a version that nobody looks for.
    """
    from twine.package import PackageFile

    for path in sorted(dist.iterdir()):
        version = describe(path)[1]
        found = PackageFile.from_filename(str(path), None).metadata["version"]
        if found != version:
            raise ReleaseError(f"dist/{path.name}: expected version {version} in its metadata (PEP 440, normalised), found {found}; write the version as {version} in pyproject.toml, or wherever the build takes it from")


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def read_release(dist: Path, revision: str) -> dict:
    """The manifest of a ``dist`` folder, in which every file must belong to one version of one package."""
    files = sorted((path for path in dist.iterdir() if path.is_file()), key=lambda path: path.name) if dist.is_dir() else []
    if not files:
        raise ReleaseError("dist: expected an sdist and at least one wheel, found nothing; the build backend built no distribution")
    if len(files) > MOST_ASSETS:
        raise ReleaseError(f"dist: expected at most {MOST_ASSETS} files (a CodeArtifact quota), found {len(files)}")
    versions = {describe(path): path.name for path in files}
    if len(versions) > 1:
        found = ", ".join(f"{file} is {name} {version}" for (name, version), file in versions.items())
        raise ReleaseError(f"dist: expected files of one version of one package, found {found}; remove stale version numbers from the build")
    for path in files:
        if path.is_symlink():
            raise ReleaseError(f"dist/{path.name}: expected a file, found a symbolic link; what it leads to is not what was built")
        if path.stat().st_size > LARGEST_ASSET:
            raise ReleaseError(f"dist/{path.name}: expected at most {LARGEST_ASSET} bytes (a CodeArtifact quota), found {path.stat().st_size}")
    [(package, version)] = versions
    assets = [{"name": path.name, "sha256": sha256(path), "size": path.stat().st_size} for path in files]
    lines = "".join(f"{asset['sha256']}  {asset['name']}\n" for asset in assets)
    digest = hashlib.sha256(lines.encode()).hexdigest()
    release = {"package": package, "version": version, "digest": digest, "assets": assets}
    return {**release, "revision": revision} if revision else release


def write_tools(archive: Path, tools: Path) -> None:
    """What ``twine upload`` imports, as one zip that Python imports from: a job then unpacks a handful of files."""
    # Hash-based and unchecked, because a zip loses the times that other .pyc files are checked by.
    for name in sorted(UPLOAD_PACKAGES):
        compileall.compile_dir(tools / name, stripdir=str(tools), quiet=2, legacy=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(tools.rglob("*")):
            name = path.relative_to(tools)
            needed = name.parts[0].split("-")[0] in UPLOAD_PACKAGES
            if path.is_file() and needed and "__pycache__" not in name.parts and path.suffix != ".so":
                target.write(path, name)


def write_bundle(bundle: Path, dist: Path, release: dict) -> None:
    """Everything a publish job needs: the distributions, the tools that upload them, and the job itself."""
    tools = bundle.with_name("tools.zip")
    write_tools(tools, HERE)
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("release.json", json.dumps(release))
        archive.write(HERE.parent / "publish.py", "publish.py")
        archive.write(tools, "tools.zip")
        for asset in release["assets"]:
            archive.write(dist / asset["name"], f"dist/{asset['name']}")
    tools.unlink()


def write_release(dist: Path, output: Path, revision: str) -> None:
    release = read_release(dist, revision)
    check_versions(dist)
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    (output / "release.json").write_text(json.dumps(release, indent=2) + "\n")
    write_bundle(output / "bundle.zip", dist, release)
    variables = {"PACKAGE": release["package"], "VERSION": release["version"], "DIGEST": release["digest"]}
    (output / "variables.env").write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in variables.items()))
    print(f"{release['package']} {release['version']}, digest {release['digest']}")
    for asset in release["assets"]:
        print(f"{asset['sha256']}  {asset['name']} ({asset['size']} bytes)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("epoch").add_argument("date")
    commands.add_parser("check-source").add_argument("folder", type=Path)
    write = commands.add_parser("write")
    write.add_argument("--dist", type=Path, required=True)
    write.add_argument("--output", type=Path, required=True)
    write.add_argument("--revision", default="")
    arguments = parser.parse_args()
    if arguments.command == "epoch":
        print(epoch(arguments.date))
    elif arguments.command == "check-source":
        check_source(arguments.folder)
    else:
        write_release(arguments.dist, arguments.output, arguments.revision)


if __name__ == "__main__":
    try:
        main()
    except ReleaseError as error:
        sys.exit(f"error: {error}")
