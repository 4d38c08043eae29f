"""Counts how often each word stands in a text."""

from collections import Counter
import re

__all__ = ["count_words"]

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def count_words(text: str) -> "Counter[str]":
    """Occurrences of each word, without regard to case. An apostrophe inside a word belongs to it."""
    return Counter(word.casefold() for word in _WORD.findall(text))
