"""One HTTP request with bounds: to the given address and nowhere else, so long, so much.

No redirect is followed and no proxy of the environment is used, so that what an administrator
wrote is where bytes go.  Once connected, the whole exchange ends in time even if the other side
sends a byte now and then, which time-outs of single reads would let pass.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from ..errors import SigningError

PORTS = {"http": 80, "https": 443}


class ExchangeError(Exception):
    """An exchange that gave nothing.

    :ivar reason: ``timed_out``, ``unreachable``, ``refused`` (with the status) or ``too_large``
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def split_url(url: str) -> SplitResult:
    """The parts of a web address.

    :raise SigningError: ``invalid_url``
    """
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # Such as a port that is no number.
        is_usable = False
    if not is_usable or not url.isascii() or not url.isprintable() or " " in url:
        raise SigningError("invalid_url", url=url)
    return parts


def basic_authorization(user: str, password: str) -> str:
    """The value of an ``Authorization`` header (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, limit: int
) -> tuple[str, bytes]:
    """Send ``body`` and read the answer.

    :param timeout: seconds for the whole exchange
    :param limit: bytes that the answer may have
    :return: the answer's media type and body
    :raise SigningError: ``invalid_url``
    :raise ExchangeError: there was no good answer
    """
    return _exchange("POST", url, body, headers, timeout, limit)


def get(url: str, *, timeout: float, limit: int) -> tuple[str, bytes]:
    """Ask for what is at an address; see :func:`post`."""
    return _exchange("GET", url, None, {}, timeout, limit)


def _exchange(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    timeout: float,
    limit: int,
) -> tuple[str, bytes]:
    parts = split_url(url)
    connection = _to_connection(parts, timeout)
    deadline = _Deadline(timeout)
    try:
        connection.connect()
        with deadline.over(connection.sock):
            connection.request(method, _to_target(parts), body, dict(headers))
            return _read(connection.getresponse(), limit)
    except (OSError, http.client.HTTPException, UnicodeError) as error:  # IDNA raises the last.
        is_late = deadline.has_passed or isinstance(error, TimeoutError)
        raise ExchangeError("timed_out" if is_late else "unreachable") from error
    finally:
        connection.close()


class _Deadline:
    """Cuts a connection when its time is over; its reads then end at once."""

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._seconds = seconds

    @contextlib.contextmanager
    def over(self, connected: socket.socket) -> Iterator[None]:
        timer = Timer(self._seconds, self._cut, (connected,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self, connected: socket.socket) -> None:
        self.has_passed = True
        with contextlib.suppress(OSError):
            # The plain socket's: TLS would first say goodbye to who does not listen.
            socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _to_connection(parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    return http.client.HTTPConnection(host, port, timeout=timeout)


def _to_target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(response: http.client.HTTPResponse, limit: int) -> tuple[str, bytes]:
    if response.status != 200:
        raise ExchangeError(f"refused, {response.status}")
    body = response.read(limit + 1)
    if len(body) > limit:
        raise ExchangeError("too_large")
    if response.length:  # What is still to come: the connection was cut.
        raise http.client.IncompleteRead(body, response.length)
    return response.headers.get_content_type(), body
