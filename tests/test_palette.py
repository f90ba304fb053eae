import json

import pytest

from bot.palette import DARK, LIGHT, contrast, readable, rgb, theme
from bot.settings import Settings, SettingsError


@pytest.mark.parametrize("colour", ["#1b4f8f", "#ffe600", "#000000", "#ffffff", "#e4002b", "#7ac143", "#808080"])
def test_any_colour_becomes_readable(colour: str) -> None:
    assert contrast(readable(rgb(colour), LIGHT), LIGHT) >= 4.5
    assert contrast(readable(rgb(colour), DARK), DARK) >= 4.5


def test_a_readable_colour_is_left_alone() -> None:
    assert json.loads(theme("#1b4f8f"))["variables"]["light"]["--primary"] == "213 68% 33%"


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)


@pytest.mark.parametrize(("key", "value"), [("colour", "blå"), ("logo", "finns-inte.svg")])
def test_a_wrong_setting_names_its_key(key: str, value: str) -> None:
    with pytest.raises(SettingsError, match=key):
        Settings(**{key: value})  # type: ignore[arg-type]
