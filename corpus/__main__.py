"""python -m corpus check [--facts DIR]

Checks the bundled pages. Exit codes: 0 no problem; 1 some problem; 2 wrong use.
"""

import argparse
import sys
from pathlib import Path

from rich.console import Console

from corpus.check import CORPUS, FACTS, check, show
from corpus.sheet import SheetError


def main(arguments: list[str] | None = None, folder: Path = CORPUS) -> int:
    options = parser().parse_args(arguments)
    try:
        report = check(folder, options.facts)
    except SheetError as error:
        print(error, file=sys.stderr)
        return 2
    show(report, Console())
    return 1 if report.problems else 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m corpus", description="Kontrollera de medföljande sidorna.")
    commands = made.add_subparsers(required=True, metavar="check")
    checking = commands.add_parser("check", help="kontrollera sidorna och visa varje fel med fil och rad")
    checking.add_argument("--facts", type=Path, default=FACTS, metavar="DIR", help=f"mapp med faktablad ({FACTS})")
    return made


if __name__ == "__main__":
    sys.exit(main())
