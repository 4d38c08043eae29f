import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import zipfile
from pathlib import Path
from unittest import mock

BUILDSPECS = Path(__file__).resolve().parents[2] / "buildspecs"
sys.path.insert(0, str(BUILDSPECS))

import publish  # noqa: E402
import release  # noqa: E402


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)

    def dist(self, *names):
        folder = self.folder / "dist"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_bytes(name.encode())
        return folder


class ReleaseTest(Folder):
    def test_a_release_lists_every_file_with_its_hash_and_size(self):
        result = release.read_release(self.dist("A_b-1.0-py3-none-any.whl", "a_b-1.0.tar.gz"), "abc")
        self.assertEqual((result["package"], result["version"], result["revision"]), ("a-b", "1.0", "abc"))
        self.assertEqual([asset["name"] for asset in result["assets"]], ["A_b-1.0-py3-none-any.whl", "a_b-1.0.tar.gz"])
        self.assertEqual(result["assets"][1]["sha256"], hashlib.sha256(b"a_b-1.0.tar.gz").hexdigest())

    def test_the_digest_is_that_of_sha256sum_on_the_sorted_files(self):
        dist = self.dist("a_b-1.0.tar.gz", "a_b-1.0-py3-none-any.whl")
        sums = subprocess.run("LC_ALL=C sha256sum *", shell=True, cwd=dist, capture_output=True, check=True).stdout
        self.assertEqual(release.read_release(dist, "")["digest"], hashlib.sha256(sums).hexdigest())

    def test_versions_are_normalised(self):
        self.assertEqual(release.read_release(self.dist("a-1.0.0-py3-none-any.whl"), "")["version"], "1.0.0")

    def test_an_empty_dist_is_refused(self):
        for dist in [self.folder / "missing", self.dist()]:
            with self.assertRaisesRegex(release.ReleaseError, "found nothing"):
                release.read_release(dist, "")
            with self.assertRaisesRegex(release.ReleaseError, "found nothing"):
                self.command("write", "--dist", dist, "--output", self.folder / "release")

    def test_more_files_than_codeartifact_takes_are_refused(self):
        dist = self.dist(*[f"a-1.0-{tag}-py3-none-any.whl" for tag in range(150)])
        self.assertEqual(len(release.read_release(dist, "")["assets"]), 150)
        self.dist("a-1.0.tar.gz")
        with self.assertRaisesRegex(release.ReleaseError, "at most 150 files .*, found 151"):
            release.read_release(dist, "")

    def test_a_file_larger_than_codeartifact_takes_is_refused(self):
        dist = self.dist("a-1.0.tar.gz")
        os.truncate(dist / "a-1.0.tar.gz", 5 * 2**30)
        with mock.patch.object(release, "sha256", lambda path: "0"):
            self.assertEqual(release.read_release(dist, "")["assets"][0]["size"], 5 * 2**30)
            os.truncate(dist / "a-1.0.tar.gz", 5 * 2**30 + 1)
            with self.assertRaisesRegex(release.ReleaseError, "dist/a-1.0.tar.gz: expected at most 5368709120 bytes"):
                release.read_release(dist, "")

    def test_a_wheel_of_another_version_than_the_sdist_is_refused(self):
        with self.assertRaisesRegex(release.ReleaseError, "a-1.0.tar.gz is a 1.0.*|a_b"):
            release.read_release(self.dist("a-1.0.tar.gz", "a-1.1-py3-none-any.whl"), "")

    def test_a_file_that_is_no_distribution_is_refused_by_name(self):
        with self.assertRaisesRegex(release.ReleaseError, "dist/notes.txt: expected a wheel or an sdist"):
            release.read_release(self.dist("notes.txt"), "")

    def test_a_symbolic_link_among_the_distributions_is_refused_by_name(self):
        secret = self.folder / "secret"
        secret.write_text("secret")
        (self.dist() / "a-1.0.tar.gz").symlink_to(secret)
        with self.assertRaisesRegex(release.ReleaseError, "dist/a-1.0.tar.gz: expected a file, found a symbolic link"):
            release.read_release(self.folder / "dist", "")

    def test_links_and_paths_inside_an_sdist_are_never_followed(self):
        secret = self.folder / "secret"
        secret.write_text("Metadata-Version: 2.1\nName: stolen\nVersion: 1.0\n")
        sdist = self.dist() / "a-1.0.tar.gz"
        with tarfile.open(sdist, "w:gz") as archive:
            for name, kind, target in [
                ("a-1.0/PKG-INFO", tarfile.SYMTYPE, str(secret)),
                ("a-1.0/hard", tarfile.LNKTYPE, str(secret)),
                ("../outside", tarfile.REGTYPE, ""),
                (f"{self.folder}/absolute", tarfile.REGTYPE, ""),
            ]:
                member = tarfile.TarInfo(name)
                member.type, member.linkname = kind, target
                archive.addfile(member)
        content = sdist.read_bytes()
        before = sorted(self.folder.rglob("*"))
        check = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", sdist], capture_output=True, text=True)
        self.assertNotIn("stolen", check.stdout + check.stderr)
        self.assertNotEqual(check.returncode, 0)
        described = release.read_release(sdist.parent, "")
        self.assertEqual(described["assets"], [{"name": "a-1.0.tar.gz", "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}])
        self.assertEqual((sorted(self.folder.rglob("*")), sdist.read_bytes()), (before, content))

    def wheel(self, version, file_name):
        with zipfile.ZipFile(self.dist() / file_name, "w") as archive:
            folder = file_name.split("-py3")[0] + ".dist-info"
            archive.writestr(f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: a\nVersion: {version}\n")
        return self.folder / "dist"

    def test_a_version_that_twine_would_send_otherwise_than_files_name_it_is_refused(self):
        for version, normalised in [("2.0.0-rc1", "2.0.0rc1"), ("2026.01.05", "2026.1.5"), ("v1.0", "1.0")]:
            dist = self.wheel(version, f"a-{normalised}-py3-none-any.whl")
            with self.assertRaisesRegex(release.ReleaseError, f"expected version {normalised} in its metadata .*, found {version}; write"):
                release.check_versions(dist)
            (dist / f"a-{normalised}-py3-none-any.whl").unlink()
        dist = self.wheel("2.0.0rc1", "a-2.0.0rc1-py3-none-any.whl")
        release.check_versions(dist)
        self.wheel("2.0.0-rc1", "a-2.0.0rc1-py3-none-any.whl")
        with self.assertRaisesRegex(release.ReleaseError, "expected version 2.0.0rc1 in its metadata"):
            self.command("write", "--dist", dist, "--output", self.folder / "release")

    def command(self, *arguments):
        with mock.patch.object(sys, "argv", ["release.py", *map(str, arguments)]), contextlib.redirect_stdout(io.StringIO()) as output:
            release.main()
        return output.getvalue()

    def test_a_tree_without_pyproject_is_refused(self):
        with self.assertRaisesRegex(release.ReleaseError, "pyproject.toml: expected at the top"):
            self.command("check-source", self.folder)
        (self.folder / "pyproject.toml").write_text("")
        self.command("check-source", self.folder)

    def test_the_commit_date_becomes_seconds_since_1970(self):
        self.assertEqual(self.command("epoch", "2019-10-29T03:32:21Z"), "1572319941\n")
        self.addCleanup(time.tzset)
        with mock.patch.dict(os.environ, TZ="UTC-9"):
            time.tzset()
            self.assertEqual(release.epoch("2019-10-29T03:32:21\n"), 1572319941)
        self.assertEqual(release.epoch("2019-10-29T04:32:21+01:00"), 1572319941)
        with self.assertRaisesRegex(release.ReleaseError, "COMMIT_DATE: expected an ISO 8601 date"):
            release.epoch("yesterday")

    def test_the_bundle_holds_the_files_unchanged_and_the_job_that_uploads_them(self):
        tools = self.folder / "work" / "tools"
        tools.mkdir(parents=True)
        (tools / "twine").mkdir()
        (tools / "twine" / "module.py").write_text("answer = 42\n")
        for unneeded in ["docutils.py", "__main__.py"]:
            (tools / unneeded).write_text("")
        (tools.parent / "publish.py").write_text("print('publish')\n")
        dist = self.wheel("1.0", "a-1.0-py3-none-any.whl")
        output = self.folder / "new" / "release"
        write = ["write", "--dist", dist, "--output", output, "--revision", "abc"]
        with mock.patch.object(release, "HERE", tools):
            self.command(*write)
            (output / "stale").write_text("of another build")
            self.command(*write)
        self.assertEqual({path.name for path in output.iterdir()}, {"bundle.zip", "release.json", "variables.env"})
        manifest = json.loads((output / "release.json").read_text())
        self.assertEqual(manifest, release.read_release(dist, "abc"))
        with zipfile.ZipFile(output / "bundle.zip") as bundle:
            self.assertEqual(json.loads(bundle.read("release.json")), manifest)
            self.assertEqual(bundle.read("dist/a-1.0-py3-none-any.whl"), (dist / "a-1.0-py3-none-any.whl").read_bytes())
            self.assertEqual(set(bundle.namelist()), {"publish.py", "release.json", "tools.zip", "dist/a-1.0-py3-none-any.whl"})
            with zipfile.ZipFile(io.BytesIO(bundle.read("tools.zip"))) as carried:
                self.assertEqual(set(carried.namelist()), {"twine/module.py", "twine/module.pyc"})
                # Used without a look at the source (PEP 552): a zip does not keep the time that would be compared.
                self.assertEqual(carried.read("twine/module.pyc")[4:8], b"\x01\0\0\0")
        self.assertNotIn("revision", release.read_release(dist, ""))
        variables = (output / "variables.env").read_text()
        self.assertRegex(variables, r"^PACKAGE=a\nVERSION=1.0\nDIGEST=[0-9a-f]{64}\n$")


class PublishTest(Folder):
    RELEASE = {"assets": [{"name": "a.whl", "sha256": "1"}, {"name": "b.tar.gz", "sha256": "2"}]}

    def test_only_what_is_not_staged_is_uploaded(self):
        self.assertEqual(publish.pending(self.RELEASE, {}), ["dist/a.whl", "dist/b.tar.gz"])
        self.assertEqual(publish.pending(self.RELEASE, {"a.whl": "1"}), ["dist/b.tar.gz"])
        self.assertEqual(publish.pending(self.RELEASE, {"a.whl": "1", "b.tar.gz": "2"}), [])

    def test_a_staged_file_with_other_bytes_ends_the_job(self):
        with self.assertRaisesRegex(publish.PublishError, "a.whl: expected SHA-256 1 in staging, found 9"):
            publish.pending(self.RELEASE, {"a.whl": "9"})

    def test_a_bundle_with_other_bytes_than_asked_for_ends_the_job(self):
        self.dist("a.whl", "b.tar.gz")
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        lines = "".join(f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in ["a.whl", "b.tar.gz"])
        good = hashlib.sha256(lines.encode()).hexdigest()
        listing = {"assets": [{"name": "b.tar.gz"}, {"name": "a.whl"}]}
        with mock.patch.dict(os.environ, DIGEST=good):
            publish.check_bundle(listing)
        with mock.patch.dict(os.environ, DIGEST="0" * 64), self.assertRaisesRegex(publish.PublishError, "bundle.zip: expected"):
            publish.check_bundle(listing)

    def test_a_missing_variable_is_named(self):
        with mock.patch.dict(os.environ, clear=True), self.assertRaisesRegex(publish.PublishError, "environment variable DOMAIN: expected"):
            publish.environment("DOMAIN")

    def aws(self, returncode, stdout="", stderr=""):
        answer = mock.Mock(returncode=returncode, stdout=stdout, stderr=stderr)
        job = dict(TARGET_REGION="r", DOMAIN="d", STAGING_REPOSITORY="s", PACKAGE="p", VERSION="1")
        variables = mock.patch.dict(os.environ, job)
        run = mock.patch.object(publish.subprocess, "run", return_value=answer)
        for replaced in [variables, run]:
            self.addCleanup(replaced.stop)
        variables.start()
        return run.start()

    def test_what_is_staged_is_asked_of_the_region_and_repository_of_the_job(self):
        run = self.aws(0, '{"assets": [{"name": "a.whl", "hashes": {"MD5": "0", "SHA-256": "1"}}]}')
        self.assertEqual(publish.staged_hashes(), {"a.whl": "1"})
        command = "aws codeartifact list-package-version-assets --region r --output json --domain d --repository s --format pypi --package p --package-version 1"
        run.assert_called_once_with(command.split(), capture_output=True, text=True, timeout=120)

    def test_a_version_that_does_not_exist_has_nothing_staged(self):
        self.aws(254, stderr="An error occurred (ResourceNotFoundException) when calling the operation\n")
        self.assertEqual(publish.staged_hashes(), {})
        with self.assertRaisesRegex(publish.PublishError, "aws codeartifact get-authorization-token failed in r: An error .* operation$"):
            publish.authorization_token()

    def test_a_refused_look_at_staging_does_not_count_as_an_empty_one(self):
        self.aws(254, stderr="An error occurred (AccessDeniedException) when calling the operation")
        with self.assertRaisesRegex(publish.PublishError, "list-package-version-assets failed in r: .*AccessDenied"):
            publish.staged_hashes()

    def test_a_token_is_asked_for_an_hour_which_is_longer_than_a_job_takes(self):
        run = self.aws(0, '{"authorizationToken": "token"}')
        self.assertEqual(publish.authorization_token(), "token")
        self.assertEqual(run.call_args.args[0][-4:], ["--domain", "d", "--duration-seconds", "3600"])

    def upload(self, twine):
        variables = mock.patch.dict(os.environ, REPOSITORY_ENDPOINT="http://index/")
        with variables, mock.patch.object(sys, "argv", []), mock.patch("twine.__main__.main", twine):
            return publish.upload(["dist/a.whl"], "secret-token")

    def test_the_token_is_never_an_argument(self):
        seen = {}
        self.assertTrue(self.upload(lambda: seen.update(argv=sys.argv, **os.environ)))
        self.assertEqual(publish.signal.alarm(0), 0, "an alarm is left that would end the job later")
        self.assertEqual(seen["argv"], "twine --no-color upload --non-interactive --disable-progress-bar dist/a.whl".split())
        told = [seen[f"TWINE_{name}"] for name in ["USERNAME", "PASSWORD", "REPOSITORY_URL"]]
        self.assertEqual(told, ["aws", "secret-token", "http://index/"])

    def test_an_upload_fails_when_twine_fails_breaks_or_does_not_end(self):
        with contextlib.redirect_stdout(io.StringIO()) as output, mock.patch.object(publish, "LONGEST_UPLOAD_SECONDS", 1):
            self.assertFalse(self.upload(lambda: True))
            self.assertFalse(self.upload(mock.Mock(side_effect=ConnectionError("reset"))))
            self.assertFalse(self.upload(lambda: time.sleep(10)))
        self.assertIn("twine failed: ConnectionError: reset", output.getvalue())
        self.assertIn("twine did not end within 1 seconds", output.getvalue())

    def publish(self, uploads, staged):
        """Output of the job, its uploads answering in turn; what is staged is asked for only after a failed one."""
        (self.folder / "release.json").write_text(json.dumps({"package": "p", "version": "1", **self.RELEASE}))
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        replaced = {
            "check_bundle": lambda release: None,
            "authorization_token": lambda: "token",
            "staged_hashes": mock.Mock(side_effect=staged),
            "upload": mock.Mock(side_effect=uploads),
        }
        path = mock.patch.object(sys, "path", list(sys.path))
        with mock.patch.multiple(publish, **replaced), path, mock.patch.object(publish.time, "sleep"), mock.patch.dict(os.environ, TARGET_REGION="r"):
            with contextlib.redirect_stdout(io.StringIO()):
                publish.main()
        return [call.args[0] for call in replaced["upload"].call_args_list], replaced["staged_hashes"].call_count

    def test_staging_is_looked_at_only_after_an_upload_that_failed(self):
        both = ["dist/a.whl", "dist/b.tar.gz"]
        self.assertEqual(self.publish([True], []), ([both], 0))
        self.assertEqual(self.publish([False, True], [{"a.whl": "1"}]), ([both, ["dist/b.tar.gz"]], 1))

    def test_an_upload_whose_answer_was_lost_counts_when_staging_has_it(self):
        self.assertEqual(self.publish([False], [{"a.whl": "1", "b.tar.gz": "2"}])[1], 1)

    def test_the_job_names_what_is_missing_in_the_end(self):
        with self.assertRaisesRegex(publish.PublishError, "region r: expected every file uploaded, still missing: dist/b.tar.gz"):
            self.publish([False] * 3, [{"a.whl": "1"}] * 3)


if __name__ == "__main__":
    unittest.main()
