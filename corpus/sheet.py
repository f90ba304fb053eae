"""Sheet: the facts that pages are written from, and the reasons why some of them are left out.

In: YAML fact sheets (id, facts) and corpus/left_out.toml (a table for each sheet, fact number = reason).
Out: Sheet, and reasons by sheet and number.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

LeftOut = Mapping[str, Mapping[int, str]]


class SheetError(ValueError):
    """A fact sheet or the list of reasons cannot be read: says which file, what was expected and what was found."""


@dataclass(frozen=True)
class Sheet:
    id: str
    facts: tuple[str, ...]  # numbered from 1
    path: Path


def read_sheets(folder: Path) -> list[Sheet]:
    """The sheets in the folder's subfolders.

    Raises:
        SheetError: a file is not YAML with an id and a list of facts, or two have the same id.
    """
    sheets: dict[str, Sheet] = {}
    for path in sorted(folder.glob("*/*.yaml")):
        sheet = read_sheet(path)
        if sheet.id in sheets:
            raise SheetError(f"{path} och {sheets[sheet.id].path} har samma id: {sheet.id!r}")
        sheets[sheet.id] = sheet
    return list(sheets.values())


def read_sheet(path: Path) -> Sheet:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Sheet(content["id"], tuple(str(fact) for fact in content["facts"]), path)
    except (UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SheetError(f"{path}: väntade YAML med id och facts, fann: {error!r}") from error


def read_left_out(path: Path) -> LeftOut:
    """Reasons by sheet and fact number; none when there is no file.

    Raises:
        SheetError: the file is not TOML tables with fact numbers as keys and texts as values.
    """
    if not path.exists():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        return {sheet: {int(number): str(reason) for number, reason in rows.items()} for sheet, rows in tables.items()}
    except (tomllib.TOMLDecodeError, AttributeError, ValueError) as error:
        raise SheetError(f'{path}: väntade tabeller med faktanummer = "skäl", fann: {error}') from error
