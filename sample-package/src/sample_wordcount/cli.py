"""The command ``sample-wordcount``."""

import argparse
from importlib.metadata import version
from pathlib import Path
import sys

from sample_wordcount import count_words


def main() -> None:
    """Prints the words of a file, or of standard input, the most frequent first."""
    parser = argparse.ArgumentParser(prog="sample-wordcount", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="text to count; standard input when left out")
    parser.add_argument("--version", action="version", version=version("sample-wordcount"))
    arguments = parser.parse_args()
    try:
        text = arguments.file.read_text() if arguments.file else sys.stdin.read()
    except OSError as error:
        parser.error(f"{arguments.file}: {error.strerror}")
    for word, times in sorted(count_words(text).items(), key=lambda item: (-item[1], item[0])):
        print(times, word)
