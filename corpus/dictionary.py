"""Den stora svenska ordlistan (2.42) with its rules for compounds, which comes with the package spylls, a Hunspell reader in pure Python."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

Accepts = Callable[[str], bool]
"""Is it a Swedish word?"""


@lru_cache(maxsize=1)
def swedish_dictionary() -> Accepts:
    """Read once: two seconds and some 130 MB."""
    import spylls.hunspell

    files = Path(spylls.hunspell.__file__).parent / "data" / "sv" / "sv_SE"
    return lru_cache(maxsize=100_000)(spylls.hunspell.Dictionary.from_files(str(files)).lookup)
