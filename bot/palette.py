"""The municipality's colour made readable: the chat page's colours in light and dark.

In: a colour as #rrggbb. Out: Chainlit's theme variables (theme.json). Contrast is that of WCAG 2.1, 1.4.3: at least 4.5 to 1.
"""

import colorsys
import json
import re

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 6.5  # to 1 against the background; leaves 4.5 on a tint of the colour itself
LIGHT, DARK = (1.0, 1.0, 1.0), (0.18, 0.18, 0.18)  # the backgrounds: Chainlit's page in light, its cards in dark
Rgb = tuple[float, float, float]


def theme(colour: str) -> str:
    """theme.json: the colour where it is readable, darker on light and lighter on dark where it is not."""
    variables = {"light": variant(colour, LIGHT, "0 0% 100%"), "dark": variant(colour, DARK, "0 0% 8%")}
    return json.dumps({"custom_fonts": [], "variables": variables}, indent=2)


def variant(colour: str, background: Rgb, on_top: str) -> dict[str, str]:
    shown = primary(colour, background)
    return {"--primary": shown, "--primary-foreground": on_top, "--ring": shown}


def primary(colour: str, background: Rgb) -> str:
    return hsl(readable(rgb(colour), background))


def readable(colour: Rgb, background: Rgb) -> Rgb:
    """The nearest lightness of the colour that can be read on the background."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    step = -0.01 if luminance(background) > 0.5 else 0.01
    while contrast(colour, background) < READABLE and 0 < lightness + step < 1:
        lightness += step
        colour = colorsys.hls_to_rgb(hue, lightness, saturation)
    return colour


def rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def hsl(colour: Rgb) -> str:
    """ "212 68% 33%", as Chainlit's variables are written."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    return f"{hue * 360:.0f} {saturation * 100:.0f}% {lightness * 100:.0f}%"


def contrast(one: Rgb, other: Rgb) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Rgb) -> float:
    """Relative luminance (WCAG 2.1, glossary)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
