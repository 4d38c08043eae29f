"""The publish job: uploads to one region's staging repository what is not staged there yet.

Runs in the unpacked bundle of a release. The state machine verifies afterwards; this job only has to be safe to repeat.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

# Twine itself retries 5xx quickly and nothing else; throttling (10 publishes a second) and resets pass within seconds.
ATTEMPTS = 3
LONGEST_UPLOAD_SECONDS = 900


class PublishError(Exception):
    """What was expected, what was found, and what to do."""


def environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise PublishError(f"environment variable {name}: expected a value, found none; the state machine and the project set it")
    return value


def codeartifact(operation: str, *arguments: str):
    """Answer of an ``aws codeartifact`` call in the target region; None where the version to list does not exist."""
    command = ["aws", "codeartifact", operation, "--region", environment("TARGET_REGION"), "--output", "json", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if result.returncode == 0:
        return json.loads(result.stdout)
    # Nothing is staged yet. If it is the repository that is missing, the upload that follows says so.
    if "(ResourceNotFoundException)" in result.stderr and operation == "list-package-version-assets":
        return None
    raise PublishError(f"aws codeartifact {operation} failed in {environment('TARGET_REGION')}: {result.stderr.strip()}")


def repository_arguments() -> list:
    return ["--domain", environment("DOMAIN"), "--repository", environment("STAGING_REPOSITORY"), "--format", "pypi"]


def staged_hashes() -> dict:
    """SHA-256 by name of what is staged already."""
    version = ["--package", environment("PACKAGE"), "--package-version", environment("VERSION")]
    answer = codeartifact("list-package-version-assets", *repository_arguments(), *version)
    return {asset["name"]: asset["hashes"]["SHA-256"] for asset in (answer or {}).get("assets", [])}


def authorization_token() -> str:
    return codeartifact("get-authorization-token", "--domain", environment("DOMAIN"), "--duration-seconds", "3600")["authorizationToken"]


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def check_bundle(release: dict) -> None:
    """The bundle must hold the very build that was asked for."""
    lines = ""
    for asset in sorted(release["assets"], key=lambda asset: asset["name"]):
        lines += f"{sha256(Path('dist', asset['name']))}  {asset['name']}\n"
    digest = hashlib.sha256(lines.encode()).hexdigest()
    if digest != environment("DIGEST"):
        raise PublishError(f"bundle.zip: expected files with digest {environment('DIGEST')}, found {digest}; the release bucket was changed")


def pending(release: dict, staged: dict) -> list:
    """Paths of the assets that are still to be uploaded."""
    for asset in release["assets"]:
        if staged.get(asset["name"], asset["sha256"]) != asset["sha256"]:
            raise PublishError(f"{asset['name']}: expected SHA-256 {asset['sha256']} in staging, found {staged[asset['name']]}; a staged file cannot be replaced")
    return [str(Path("dist", asset["name"])) for asset in release["assets"] if asset["name"] not in staged]


class TooSlow(BaseException):
    """Raised by the alarm; no ``except Exception`` of a library may take it."""


def give_up(*_) -> None:
    raise TooSlow()


def upload(paths: list, token: str) -> bool:
    """Whether twine uploaded every file. Run in this process: starting another Python would cost what an upload does."""
    from twine.__main__ import main as twine

    # In the environment, never in argv, where other processes could read it.
    os.environ.update(TWINE_USERNAME="aws", TWINE_PASSWORD=token, TWINE_REPOSITORY_URL=environment("REPOSITORY_ENDPOINT"))
    # A log is no terminal: colours stay escape codes there, and addresses that rich breaks at 80 columns are lost.
    os.environ.update(COLUMNS="250")
    sys.argv = ["twine", "--no-color", "upload", "--non-interactive", "--disable-progress-bar", *paths]
    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(LONGEST_UPLOAD_SECONDS)
    try:
        return not twine()
    except TooSlow:
        print(f"twine did not end within {LONGEST_UPLOAD_SECONDS} seconds", flush=True)
    except Exception as error:
        print(f"twine failed: {type(error).__name__}: {error}", flush=True)
    finally:
        signal.alarm(0)
    return False


def main() -> None:
    release = json.loads(Path("release.json").read_text())
    sys.path.insert(0, str(Path("tools.zip").resolve()))
    with ThreadPoolExecutor() as pool:
        token = pool.submit(authorization_token)
        # While the token is on its way; importing twine takes as long.
        check_bundle(release)
        import_module("twine.commands.upload")
    # The state machine starts a job when nothing is staged, so usually nothing is there to be looked for. When an
    # earlier try did leave something, the upload fails or repeats the same bytes, and then staging is looked at.
    paths = [str(Path("dist", asset["name"])) for asset in release["assets"]]
    for attempt in range(1, ATTEMPTS + 1):
        if upload(paths, token.result()):
            paths = []
        else:
            paths = pending(release, staged_hashes())
        if not paths:
            break
        if attempt < ATTEMPTS:
            time.sleep(random.uniform(1, 2**attempt))
    if paths:
        raise PublishError(f"region {environment('TARGET_REGION')}: expected every file uploaded, still missing: {', '.join(paths)}; see twine's messages above")
    print(f"{release['package']} {release['version']} is staged in {environment('TARGET_REGION')}")


if __name__ == "__main__":
    try:
        main()
    except PublishError as error:
        sys.exit(f"error: {error}")
