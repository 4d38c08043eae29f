"""Runs the aws CLI's own driver for each line of arguments, in one process, and prints each exit code and output."""

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver


def main(commands: list) -> None:
    results = []
    for command in commands:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            code = create_clidriver().main(command)
        results.append({"code": code, "output": output.getvalue()})
    json.dump(results, sys.stdout)


main(json.loads(sys.argv[1]))
