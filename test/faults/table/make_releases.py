"""Makes releases of many versions in one process: ``make_releases.py TOOLS FOLDER NAME VERSION...``.

With the project's own release.py; only the tools, which are the same in every bundle, are zipped once. Beside each release there is one
of its source distribution alone, for regions that hold a part.
"""

import contextlib
import io
import shutil
import sys
from pathlib import Path

tools, folder, name, *versions = sys.argv[1:]
sys.path[:0] = [tools, str(Path(__file__).resolve().parents[2] / "bench" / "world")]

import distribution  # noqa: E402
import release  # noqa: E402

write_tools = release.write_tools
made = Path(folder, "made-tools.zip")


def write_tools_once(archive: Path, source: Path) -> None:
    if not made.exists():
        write_tools(made, source)
    shutil.copy(made, archive)


release.write_tools = write_tools_once
for version in versions:
    dist = Path(folder, f"dist-{version}")
    distribution.main(str(dist), name, version, 0)
    part = Path(folder, f"part-{version}")
    part.mkdir(exist_ok=True)
    for sdist in dist.glob("*.tar.gz"):
        shutil.copy(sdist, part)
    with contextlib.redirect_stdout(io.StringIO()):
        release.write_release(dist, Path(folder, f"release-{version}"), "")
        release.write_release(part, Path(folder, f"release-part-{version}"), "")
