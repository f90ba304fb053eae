"""Chainlit's folder: its configuration, and its built front end made Swedish or English, ours and silent towards other hosts.

Made anew at every start under the data folder, before chainlit is imported.
"""

import importlib.util
import json
import re
import shutil
from html import escape
from pathlib import Path
from string import Template

from bot.palette import DARK, LIGHT, primary, theme
from bot.settings import Settings

FILES = Path(__file__).parent / "chat_files"
OUTSIDE = re.compile(r"\s*<link\b[^>]*\bhref=\"https?://[^>]*>", re.S)
ROOT = '<div id="root"></div>'
INLINE = re.compile(r"<script>\s*const global = globalThis;\s*</script>")
OWN_SCRIPTS = "".join(f'<script src="/public/{name}.js"></script>' for name in ("english", "before", "listen"))
OURS = {  # what the front end says in English outside its translation files, and the Swedish of english.js
    '"Toggle theme"': "Byt mellan ljust och mörkt",
    '"Select profile"': "Välj roll",
    '"Toggle Sidebar"': "Visa eller dölj sidopanelen",
    '"Close toast"': "Stäng meddelandet",
    '"An error occurred"': "Något gick fel",
    '"An error occurred while loading the content"': "Något gick fel",
    '"Close lightbox"': "Stäng bilden",
    '"Failed to copy: "': "Det gick inte att kopiera:",
}
SHAPES = {  # ... where it is part of a template, or where silence is better
    "`Avatar for $": '`${kommunsvarText("Bild för")} $',
    "`Notifications $": '`${kommunsvarText("Meddelanden")} $',
    '="Notifications"': '=kommunsvarText("Meddelanden")',
    'children:"Close"': 'children:kommunsvarText("Stäng")',
    '"user image"': '""',
    'alt:"logo"': 'alt:""',
    '"No authentication token provided."': '""',  # the widget's readers need none
}
LOG_OUT = {  # bot/staff.py also logs out at the organisation's own log-in
    'return(await this.post("/logout",{})).json()': 'location.assign("/medarbetare/logga-ut");return new Promise(()=>{})'
}
FONTS = re.compile(r"https://fonts\.googleapis\.com/[^\"]*")
WATERMARK = (
    "AI service. Answers can be wrong: check what is important in the source. [How the service works (in Swedish)](/om)"
)


def prepare_folder(settings: Settings, folder: Path) -> None:
    """Write the folder that CHAINLIT_APP_ROOT names."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(FILES, folder)
    origins = json.dumps(settings.widget_origins.split())
    fill(folder / ".chainlit" / "config.toml", municipality=settings.municipality, origins=origins)
    (folder / "public" / "theme.json").write_text(theme(settings.colour), encoding="utf-8")
    for style in ("page.css", "widget.css"):
        fill(folder / "public" / style, light=primary(settings.colour, LIGHT), dark=primary(settings.colour, DARK))
    (folder / ".chainlit" / "translations" / "en-GB.json").write_text(english_texts(), encoding="utf-8")
    copy_front_end(folder / "frontend", banner(settings, copy_logo(settings, folder / "public")))
    if settings.widget_origins:
        copy_widget(folder / "frontend")


def fill(path: Path, **values: str) -> None:
    path.write_text(Template(path.read_text(encoding="utf-8")).substitute(values), encoding="utf-8")


def copy_logo(settings: Settings, public: Path) -> str:
    """The address of the municipality's logo, else of ours."""
    if not settings.logo:
        return "/public/kommunsvar.svg"
    name = f"logotyp{Path(settings.logo).suffix}"
    shutil.copyfile(settings.logo, public / name)
    return f"/public/{name}"


def banner(settings: Settings, logo: str) -> str:
    """The page's own head, before Chainlit's part."""
    template = Template((FILES / "banner.html").read_text(encoding="utf-8"))
    return template.substitute(municipality=escape(settings.municipality), logo=logo)


def copy_front_end(folder: Path, head: str) -> None:
    package = importlib.util.find_spec("chainlit")
    assert package and package.origin
    shutil.copytree(Path(package.origin).parent / "frontend" / "dist", folder, ignore=shutil.ignore_patterns("*.map"))
    page = folder / "index.html"
    page.write_text(swedish_page(page.read_text(encoding="utf-8"), head), encoding="utf-8")
    for script in (folder / "assets").glob("index-*.js"):
        script.write_text(swedish(script.read_text(encoding="utf-8")), encoding="utf-8")


def copy_widget(folder: Path) -> None:
    """Chainlit's Copilot, which it serves as /copilot/index.js from the folder of a custom build."""
    package = importlib.util.find_spec("chainlit")
    assert package and package.origin
    script = (Path(package.origin).parent / "copilot" / "dist" / "index.js").read_text(encoding="utf-8")
    (folder / "index.js").write_text(FONTS.sub("", swedish(script)), encoding="utf-8")


def swedish_page(html: str, head: str) -> str:
    """Chainlit's index.html in Swedish, with our head, without other hosts and without inline script."""
    html = OUTSIDE.sub("", html).replace('lang="en"', 'lang="sv"').replace(ROOT, head + ROOT)
    return INLINE.sub(OWN_SCRIPTS, html)


def swedish(script: str) -> str:
    """Chainlit's script with our words, in the reader's language (kommunsvarText of before.js)."""
    for english, ours in OURS.items():
        script = script.replace(english, f'kommunsvarText("{ours}")')
    for english, ours in {**SHAPES, **LOG_OUT}.items():
        script = script.replace(english, ours)
    return script


def english_texts() -> str:
    """Chainlit's own English translation with our words where it says something else than our Swedish one."""
    package = importlib.util.find_spec("chainlit")
    assert package and package.origin
    texts = json.loads((Path(package.origin).parent / "translations" / "en-US.json").read_text(encoding="utf-8"))
    texts["chat"]["watermark"] = WATERMARK
    texts["chat"]["input"]["placeholder"] = "Write your question here"
    texts["chat"]["input"]["actions"] |= {"send": "Send", "stop": "Stop the answer"}
    return json.dumps(texts, indent=2)
