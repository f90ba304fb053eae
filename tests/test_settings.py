from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings
from corpus.page import Contact

OIDC = """[oidc]
issuer = "https://login.orsa.se/realms/orsa"
client = "kommunsvar"
secret = "hemligt"
address = "https://fraga.orsa.se"
claim = "groups"
staff = "medarbetare"
"""


def settings(folder: Path, text: str) -> Settings:
    path = folder / "kommunsvar.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(environment={"KOMMUNSVAR_SETTINGS": str(path)})


def test_values_come_from_the_file(tmp_path: Path) -> None:
    made = settings(
        tmp_path, 'municipality = "Orsa kommun"\nthreads = 4\n[contact]\nname = "Växeln"\nphone = "0250-55 21 00"'
    )
    assert (made.municipality, made.threads, made.contact) == ("Orsa kommun", 4, Contact("Växeln", "0250-55 21 00"))


def test_the_log_in_is_a_table_and_its_secret_is_not_shown(tmp_path: Path) -> None:
    made = settings(tmp_path, OIDC)
    assert made.oidc and (made.oidc.staff, made.oidc.secret, made.oidc.scope) == ("medarbetare", "hemligt", "openid")
    assert "hemligt" not in repr(made)


def test_the_data_folder_on_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text('data = "annan"')
    assert load_settings(tmp_path, {"KOMMUNSVAR_SETTINGS": str(tmp_path / "k.toml")}).data == tmp_path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('farg = "blå"', "okänd nyckel 'farg'"),
        ("threads = true", "threads ska vara int"),
        ("municipality = 3", "municipality ska vara str"),
        ("municipality = ", "väntade TOML"),
        ('[contact]\nfax = "1"', "contact ska ha name"),
        ('staff_header = "X-Remote-User"', "staff_header och staff_proxies"),
        ("staff_minutes = 0", "staff_minutes ska vara 1 till 720"),
        ('feedback_database = "mysql://kim:hemligt@db/x"', "feedback_database ska vara postgresql://användare"),
        ("[oidc]", "oidc ska ha issuer, client, secret, address, claim, staff"),
        (OIDC + 'roll = "x"', "oidc ska ha issuer"),
        (OIDC.replace('"kommunsvar"', "3"), "oidc.client ska vara str"),
        (OIDC.replace("https://login", "http://login"), "oidc.issuer ska vara en adress med https"),
        (OIDC.replace("https://fraga.orsa.se", "fraga.orsa.se"), "oidc.address ska vara en adress med https"),
        (OIDC.replace('"groups"', '""'), "oidc.claim är tom"),
        (OIDC + 'scope = "profile"', "oidc.scope ska innehålla openid"),
        ('widget_origins = "https://www.orsa.se/"', "widget_origins ska vara adresser som"),
    ],
)
def test_a_wrong_file_is_named_with_the_key(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        settings(tmp_path, text)
    assert "kommunsvar.toml" in str(caught.value) and "hemligt" not in str(caught.value)


def test_a_named_file_must_exist() -> None:
    with pytest.raises(SettingsError, match="inte finns"):
        load_settings(environment={"KOMMUNSVAR_SETTINGS": "/finns/inte.toml"})


def test_models_can_be_kept_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMMUNSVAR_MODELS", "/annan/plats")
    assert Settings().models == Path("/annan/plats")
