"""The chat page's speed in Chromium before the real server: until it is ready, and from Enter until the sources are seen.

    make benchmark        (python -m tests.benchmarks.page_speed [--times 10] [--data var])

The language model is left out: it has no part in either. The server searches a copy of the index, on a machine and in a browser
that do nothing else. "First visit" is a browser with an empty cache; "again" has been there before.
"""

import argparse
import json
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.chat_page import chromium, serving

QUESTIONS = Path(__file__).parent.parent / "questions" / "resident-test.jsonl"
READY = "[id^=starter-]:not([disabled])"
WATCH = """() => {
    const shown = document.querySelectorAll('.ks-sources').length;
    window.seen = new Promise(seen => addEventListener('keydown', ({ key }) => {
        if (key !== 'Enter') return;
        const start = performance.now();
        new MutationObserver((changes, observer) => {
            if (document.querySelectorAll('.ks-sources').length === shown) return;
            observer.disconnect();
            requestAnimationFrame(() => seen(performance.now() - start));
        }).observe(document.body, { childList: true, subtree: true });
    }, { capture: true, once: true }));
}"""


def loaded(page: Page, address: str) -> float:
    """Seconds until the page is drawn and connected, so that a question can be asked."""
    page.goto(address, wait_until="commit")
    page.locator(READY).first.wait_for(timeout=60_000)
    return float(page.evaluate("performance.now()")) / 1000


def load_times(browser: Browser, address: str, times: int) -> tuple[list[float], list[float]]:
    """Seconds of first visits, and of visits again."""
    first, again = [], []
    for _ in range(times):
        with browser.new_context(locale="sv-SE") as context:
            page = context.new_page()
            first.append(loaded(page, address))
            again.append(loaded(page, address))
    return first, again


def source_times(page: Page, questions: list[str]) -> list[float]:
    """Seconds from Enter until the sources stand on the page, of the questions that are answered."""
    found = []
    for question in questions:
        page.evaluate(WATCH)
        answers = page.locator(".ks-answer").count()
        page.locator("#chat-input").fill(question)
        page.locator("#chat-submit:not([disabled])").wait_for()
        page.locator("#chat-input").press("Enter")
        card = page.locator(".ks-answer:not([aria-busy=true])").nth(answers)
        card.wait_for(timeout=60_000)
        if card.locator(".ks-sources").count():
            found.append(float(page.evaluate("window.seen")) / 1000)
    return found


def figures(name: str, seconds: list[float]) -> str:
    return f"{name}: p50 {statistics.median(seconds):.2f} s, longest {max(seconds):.2f} s, of {len(seconds)}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--data", type=Path, default=Path("var"))
    options = parser.parse_args()
    asked = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    questions = [one["question"] for one in asked if one["answerable"] and not one["history"]]
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        shutil.copytree(options.data / "index", Path(folder) / "index")
        settings = Path(folder) / "kommunsvar.toml"
        settings.write_text('language_model = "/finns/inte.gguf"\nquestions_a_minute = 0', encoding="utf-8")
        with serving("bot chat", settings, "--data", folder) as address:
            page = browser.new_page(locale="sv-SE")
            loaded(page, address)
            source_times(page, questions[:2])  # the search models are loaded
            first, again = load_times(browser, address, options.times)
            sources = source_times(page, questions[2 : 2 + 2 * options.times])
    print(figures("från sidan öppnas till den är klar, första besöket", first))
    print(figures("från sidan öppnas till den är klar, ett besök till", again))
    print(figures("från Enter till källorna syns", sources))


if __name__ == "__main__":
    main()
