"""Runs a module of the folder (or zip) this file stands in: ``python3 tools twine check dist/*``.

Only this process sees the folder on ``sys.path``. PYTHONPATH would leak it into the isolated environment in which
``build`` runs the package's own build backend.
"""

import runpy
import sys

sys.argv.pop(0)
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
