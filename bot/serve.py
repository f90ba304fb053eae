"""python -m bot chat: prepare Chainlit's folder, load the models in the background, run the page."""

import asyncio
import os
import secrets
import socket
import threading
from pathlib import Path

from bot.assistant import Assistant
from bot.database import open_database
from bot.feedback import FeedbackStore, forget_daily
from bot.front_end import prepare_folder
from bot.models import ModelError
from bot.settings import Settings
from bot.weights import WeightsError

HOST = "127.0.0.1"


class PortInUse(OSError):
    """Another program has the port: says what to do."""


def serve(settings: Settings, assistant: Assistant, port: int) -> None:
    """Run the chat page until it is stopped.

    Raises:
        PortInUse: the port is taken.
    """
    check_port(port)
    folder = settings.data / "chat"
    prepare_folder(settings, folder)
    tell_chainlit(settings, folder)
    threading.Thread(target=warm_up, args=(assistant,), daemon=True, name="värmer upp modellerna").start()
    print(f"Chattsidan öppnas på http://localhost:{port} (avsluta med Ctrl+C)", flush=True)
    run(settings, assistant, port)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortInUse(
                f"Port {port} används redan. Stäng det andra programmet eller välj en annan port: "
                f"python -m bot chat --port {port + 1} (make run PORT={port + 1})."
            ) from error


def tell_chainlit(settings: Settings, folder: Path) -> None:
    """Point Chainlit to its folder; must come before chainlit is imported."""
    os.environ["CHAINLIT_APP_ROOT"] = str(folder.resolve())
    os.environ["CHAINLIT_AUTH_SECRET"] = session_secret(settings.data / "session-secret")
    os.environ["OTEL_SDK_DISABLED"] = "true"
    os.environ["TRACELOOP_TELEMETRY"] = "false"


def session_secret(path: Path) -> str:
    """The key that signs sessions: made once, readable by the owner only."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def warm_up(assistant: Assistant) -> None:
    """Load the models before the first question; a language model that fails is left to the answers, which then quote."""
    try:
        assistant.warm_up()
    except (ModelError, WeightsError) as error:
        print(f"Språkmodellen kunde inte laddas, svaren blir citat: {error}", flush=True)


def run(settings: Settings, assistant: Assistant, port: int) -> None:
    import uvicorn
    from chainlit.auth import ensure_jwt_secret
    from chainlit.config import config
    from chainlit.server import app, get_html_template

    from bot.about import about_routes
    from bot.chat import register
    from bot.embed import for_residents_elsewhere
    from bot.feedback_page import feedback_routes
    from bot.headers import content_policy, with_headers
    from bot.proxy import behind_proxy
    from bot.session import with_session
    from bot.staff import staff_routes

    database = open_database(settings.feedback_database, settings.data / "feedback.sqlite3")
    store = FeedbackStore(database, settings.feedback_days)
    threading.Thread(target=forget_daily, args=(store,), daemon=True, name="glömmer gamla omdömen").start()
    register(assistant, store)
    config.run.host, config.run.port = HOST, port
    ensure_jwt_secret()
    own = [staff_routes(settings), feedback_routes(settings, store), about_routes(assistant)]
    app.router.routes[:0] = [route for router in own for route in router.routes]  # before Chainlit's catch-all
    policy = content_policy(get_html_template(""), settings.frame_ancestors)
    opened = with_session(for_residents_elsewhere(app, settings.widget_origins.split()))
    served = behind_proxy(with_headers(opened, policy), settings.staff_proxies.split())
    server = uvicorn.Server(
        uvicorn.Config(
            served, host=HOST, port=port, log_level="warning", loop="asyncio", server_header=False, proxy_headers=False
        )
    )
    asyncio.run(server.serve())
