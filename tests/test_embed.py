from typing import Any

import pytest
from starlette.datastructures import Headers

from bot.embed import is_own


@pytest.mark.parametrize(("given", "own"), [
    ({}, True),  # a link, a script, a program
    ({"origin": "https://fraga.orsa.se", "host": "fraga.orsa.se"}, True),
    ({"origin": "https://fraga.orsa.se", "host": "localhost:8000", "x-forwarded-host": "fraga.orsa.se"}, True),
    ({"origin": "https://fraga.orsa.se", "host": "localhost:8000", "sec-fetch-site": "same-origin"}, True),
    ({"origin": "https://www.orsa.se", "host": "fraga.orsa.se", "sec-fetch-site": "same-site"}, False),
    ({"origin": "https://exempel.invalid", "host": "fraga.orsa.se"}, False),
    ({"origin": "https://fraga.orsa.se.exempel.invalid", "host": "fraga.orsa.se"}, False),
    ({"origin": "null", "host": "fraga.orsa.se"}, True),  # our own form, over http on a local network
    ({"origin": "null", "host": "fraga.orsa.se", "sec-fetch-site": "cross-site"}, False),
])  # fmt: skip
def test_who_asks(given: dict[str, Any], own: bool) -> None:
    assert is_own(Headers(given)) is own
