"""Settings: what an operator chooses, read once from a TOML file and passed on.

In: the file named by KOMMUNSVAR_SETTINGS, else kommunsvar.toml in the current folder, else nothing (the defaults).
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit

import platformdirs

from bot.palette import COLOUR
from corpus.page import Contact

BUNDLED = "inbyggd"
SERVER = re.compile(r"https?://[^/:?#@\s]+(:\d{1,5})?/?")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d+)?")
LONGEST_LOG_IN = 720  # minutes: the life of the cookie (user_session_timeout in chat_files/.chainlit/config.toml)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SettingsError(ValueError):
    """A settings file that cannot be used: names the file and the key."""


@dataclass(frozen=True)
class OpenID:
    """The organisation's own log-in (OpenID Connect), and who is staff there."""

    issuer: str  # https://login.orsa.se/realms/orsa
    client: str  # this service's name there
    secret: str = field(repr=False)
    address: str  # where readers find this service: https://fraga.orsa.se
    claim: str  # what of the id_token tells who is staff: groups
    staff: str  # its value, or one of its values, for staff
    scope: str = "openid"

    def __post_init__(self) -> None:
        for name in ("issuer", "address"):
            given = urlsplit(getattr(self, name))
            if not given.hostname or given.scheme != "https" and given.hostname not in LOOPBACK:
                raise SettingsError(f"{name} ska vara en adress med https, är {getattr(self, name)!r}")
        if empty := [one.name for one in fields(self) if not getattr(self, one.name)]:
            raise SettingsError(f"{empty[0]} är tom")
        if "openid" not in self.scope.split():
            raise SettingsError(f"scope ska innehålla openid, är {self.scope!r}")


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set. README, "Your own pages and model", explains each with an example."""

    municipality: str = "Falu kommun"
    contact: Contact = Contact("Kontaktcenter Falu kommun", "023-830 00", "kontaktcenter@falun.se", None)
    colour: str = "#1b4f8f"  # the municipality's own, as #rrggbb; made readable in light and dark
    logo: str = ""  # path to an SVG or PNG; empty: the service's own
    data_protection: str = ""  # e-mail to the data protection officer, for "Så fungerar tjänsten"
    language_model: str = BUNDLED  # "inbyggd", a path to a GGUF, "repo/name:file.gguf@revision", or a server's URL
    language_model_name: str = ""  # what an OpenAI-compatible server calls its model
    language_model_key: str = ""  # its API key, where it wants one
    embedding_model: str = BUNDLED  # "inbyggd", any sentence-transformers name or path, or a server's URL
    embedding_model_name: str = ""  # what the server calls its model
    embedding_model_key: str = ""  # its API key, where it wants one
    query_prefix: str = "query: "  # what the embedding model wants before a question
    passage_prefix: str = "passage: "  # ... and before a passage
    chroma_server: str = (
        ""  # the URL of a Chroma server that holds the index's chunks; empty: they lie in the data folder
    )
    ranking_model: str = BUNDLED  # "inbyggd", or any sentence-transformers CrossEncoder, by name or path
    staff_password: str = ""  # empty: nobody can log in as staff
    staff_header: str = ""  # the header in which a trusted proxy names who has logged in as staff; empty: none
    staff_proxies: str = ""  # addresses of the proxies whose header is trusted, with spaces between
    oidc: OpenID | None = None  # the organisation's own log-in for staff
    staff_minutes: int = 720  # how long a staff log-in lasts, at most 12 hours
    threads: int = 0  # for the language model; 0 means every core
    questions_a_minute: int = 30  # from one address; 0 means no limit
    feedback_days: int = 365  # how long feedback is kept
    feedback_database: str = ""  # postgresql://...; empty: feedback.sqlite3 in the data folder
    frame_ancestors: str = ""  # origins whose pages may frame the chat, with spaces between; empty: none
    widget_origins: str = ""  # origins whose pages may hold the widget, with spaces between; empty: none
    data: Path = Path("var")

    def __post_init__(self) -> None:
        if not COLOUR.fullmatch(self.colour):
            raise SettingsError(f"colour ska vara en färg som #1b4f8f, är {self.colour!r}")
        if self.logo and not Path(self.logo).is_file():
            raise SettingsError(f"logo ska vara en bildfil, {self.logo} finns inte")
        if self.chroma_server and not SERVER.fullmatch(self.chroma_server):
            raise SettingsError(f"chroma_server ska vara som http://localhost:8001, är {self.chroma_server!r}")
        if is_server(self.embedding_model) and not self.embedding_model_name:
            raise SettingsError("embedding_model är en server: ange också embedding_model_name, modellens namn där")
        if self.feedback_database and not self.feedback_database.startswith("postgresql://"):
            raise SettingsError("feedback_database ska vara postgresql://användare:lösenord@server/databas")
        if bool(self.staff_header) != bool(self.staff_proxies):
            raise SettingsError("staff_header och staff_proxies ska anges tillsammans")
        for origin in self.widget_origins.split():
            if not ORIGIN.fullmatch(origin):
                raise SettingsError(f"widget_origins ska vara adresser som https://www.orsa.se, är {origin!r}")
        if not 1 <= self.staff_minutes <= LONGEST_LOG_IN:
            raise SettingsError(f"staff_minutes ska vara 1 till {LONGEST_LOG_IN}, är {self.staff_minutes}")

    @property
    def models(self) -> Path:
        """Where models are kept: KOMMUNSVAR_MODELS, else the user's cache folder."""
        named = os.environ.get("KOMMUNSVAR_MODELS")
        return Path(named) if named else Path(platformdirs.user_cache_dir("kommunsvar"))


def is_server(named: str) -> bool:
    """Whether a model is named by the address of the server that has it."""
    return named.startswith(("http://", "https://"))


def load_settings(data: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings file.

    Args:
        data: the --data folder, which wins over the file's.

    Raises:
        SettingsError: the file is named but missing, is not TOML, or has an unknown key or a value of the wrong type.
    """
    named = environment.get("KOMMUNSVAR_SETTINGS")
    path = Path(named) if named else Path("kommunsvar.toml")
    if named and not path.is_file():
        raise SettingsError(
            f"KOMMUNSVAR_SETTINGS pekar på {path}, som inte finns. Skapa filen eller ta bort variabeln."
        )
    values = read_toml(path) if path.is_file() else {}
    if data is not None:
        values["data"] = data
    try:
        return Settings(**values)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None


def read_toml(path: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: väntade TOML i UTF-8, fann: {error}") from error
    types = get_type_hints(Settings)
    known = {field.name for field in fields(Settings)}
    for key, value in raw.items():
        if key not in known:
            raise SettingsError(f"{path}: okänd nyckel {key!r}. De som finns är {', '.join(sorted(known))}.")
        raw[key] = convert(value, types[key], f"{path}: {key}")
    return raw


def convert(value: Any, wanted: Any, where: str) -> Any:
    """The TOML value as the setting's type, or a SettingsError that says where."""
    if wanted is Path and isinstance(value, str):
        return Path(value)
    accepted = get_args(wanted) if isinstance(wanted, UnionType) else (wanted,)
    if is_dataclass(accepted[0]) and isinstance(value, dict):
        return convert_table(value, accepted[0], where)
    if type(value) not in accepted:
        raise SettingsError(f"{where} ska vara {accepted[0].__name__}, är {value!r}")
    return value


def convert_table(value: dict[str, Any], wanted: Any, where: str) -> Any:
    """A TOML table as the dataclass that it describes."""
    must = [one.name for one in fields(wanted) if one.default is MISSING]
    may = [one.name for one in fields(wanted) if one.default is not MISSING]
    if not set(must) <= value.keys() <= {*must, *may}:
        raise SettingsError(f"{where} ska ha {', '.join(must)} och får ha {', '.join(may)}; fann {sorted(value)}")
    types = get_type_hints(wanted)
    values = {key: convert(given, types[key], f"{where}.{key}") for key, given in value.items()}
    try:
        return wanted(**values)
    except SettingsError as error:
        raise SettingsError(f"{where}.{error}") from None
