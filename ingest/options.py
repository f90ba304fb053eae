"""The command line of python -m ingest -> what to do."""

import argparse
from collections.abc import Callable
from pathlib import Path

from corpus.page import AUDIENCES
from ingest.address import Site
from ingest.crawl import Limits
from ingest.download import Pace

COMMANDS = ("status", "diff")
VERSION = "0.1"


def ingest_parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m ingest", description="Läs in sidor i sökindexet.",
        epilog="python -m ingest status visar vad indexet håller, python -m ingest diff vad senaste inläsningen ändrade. "
        "Slutkoder: 0 klart, 1 något gick inte att läsa (resten är inläst), 2 fel användning, 3 stoppad och inget ändrat.",
    )  # fmt: skip
    made.add_argument("sources", nargs="+", metavar="SOURCE",
                      help="en webbplats (https://...), en mapp eller en fil (.md, .html, .pdf, .docx, .odt, .txt)")  # fmt: skip
    made.add_argument("--collection", default="falun", help="samling för sidor som inte själva säger sin (falun)")
    made.add_argument(
        "--audience", default="invånare", choices=AUDIENCES, help="målgrupp för sidor som inte själva säger sin"
    )
    made.add_argument("--data", type=Path, help="mapp för index och tillstånd (var)")
    made.add_argument(
        "--force", action="store_true", help="läs in även om mer än en tredjedel av en webbplats försvinner"
    )
    made.add_argument("--log", type=Path, metavar="FILE", help="lägg till en logg som JSON-rader i filen")
    add_web_options(made.add_argument_group("webbplatser"))
    return made


def positive(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r}: väntade ett tal som inte är negativt")
    return value


def count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: väntade ett heltal från 1")
    return value


WEB: tuple[tuple[str, str, Callable[[str], float], float, str], ...] = (
    ("--delay", "S", positive, Pace.delay, "sekunder mellan besök"),
    ("--concurrency", "N", count, Pace.concurrency, "samtidiga besök"),
    ("--timeout", "S", positive, Pace.timeout, "sekunder utan svar"),
    ("--max-pages", "N", count, Limits.addresses, "adresser som mest"),
    ("--max-depth", "N", count, Limits.depth, "länkar från startsidan som mest"),
    ("--max-alike", "N", count, Site.per_pattern, "adresser som mest som bara skiljer sig i siffror eller sökord"),
    ("--max-minutes", "M", positive, Limits.seconds / 60, "minuter som mest"),
    ("--max-megabytes", "MB", positive, Pace.largest / 1e6, "ett dokument som mest"),
)  # fmt: skip


def add_web_options(web: argparse._ArgumentGroup) -> None:
    for name, unit, kind, default, said in WEB:
        web.add_argument(name, type=kind, default=default, metavar=unit, help=f"{said} ({default:g})")
    web.add_argument(
        "--contact", default="", help="e-post till den som svarar för besöken (annars [contact] i inställningarna)"
    )
    web.add_argument("--host", action="append", default=[], metavar="NAME", help="ytterligare en värd som får besökas")
    web.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="sökvägar som inte besöks, t.ex. '/kalender/*'",
    )
    web.add_argument("--allow-private", action="store_true", help="besök även värdar på det egna nätet")


def pace_of(options: argparse.Namespace, contact: str) -> Pace:
    agent = f"Kommunsvar/{VERSION}" + (f" (+{contact})" if contact else "")
    return Pace(
        agent=agent, delay=options.delay, concurrency=options.concurrency, timeout=options.timeout,
        largest=int(options.max_megabytes * 1e6), allow_private=options.allow_private,
    )  # fmt: skip


def limits_of(options: argparse.Namespace) -> Limits:
    return Limits(options.max_depth, options.max_pages, options.max_minutes * 60)


def report_parser(command: str) -> argparse.ArgumentParser:
    said = {"status": "Visa vad indexet håller, och vad en webbredaktör kan vilja rätta.",
            "diff": "Visa vad den senaste inläsningen ändrade."}  # fmt: skip
    made = argparse.ArgumentParser(prog=f"python -m ingest {command}", description=said[command])
    made.add_argument("--data", type=Path, help="mapp för index och tillstånd (var)")
    if command == "status":
        made.add_argument("--all", action="store_true", help="visa alla rader av varje slag")
        made.add_argument("--csv", type=Path, metavar="FILE",
                          help="skriv också en tabell för kalkylprogram: varje sida med historik och vad som kan rättas")  # fmt: skip
    else:
        made.add_argument("--run", type=int, metavar="N", help="visa inläsning nummer N i stället för den senaste")
    return made
