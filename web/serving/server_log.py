"""Gunicorn's own messages: written to stderr without blocking, and without data from clients."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from web.middleware.log_writer import STDERR


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """The logger of all processes of the server."""

    def setup(self, cfg: Any) -> None:
        """Replace gunicorn's handlers, whose writing may block or fail."""
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.addHandler(STDERR)

    def exception(self, msg: str, *_: Any, **__: Any) -> None:
        """What failed and where, without the arguments: they quote addresses."""
        self.error_log.exception(msg.partition("%")[0].strip())
