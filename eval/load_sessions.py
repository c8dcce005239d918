"""One session of the running app over Streamlit's websocket, as a browser would hold it.

Only what the server does is measured: from the message that a browser sends when the address
of the page changes, to the message that the page is drawn. Messages a browser would keep are
named to the server as a browser names them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

ANSWERED = ("kb-hit", "kb-nothing")
"""What stands in a page that answers, be it that the library has nothing."""
_LONGEST_S = 60.0
_KEPT_RUNS = 2
"""Runs of the page for which a browser keeps a message that did not come again."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One search. ``seconds``: until the page was drawn; ``bytes``: that came;
    ``problem``: what went wrong, ``None`` where an answer came."""

    query: str
    seconds: float
    bytes: int
    problem: str | None


class Session:
    """A browser session without a browser."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._kept: dict[str, int] = {}
        self._run = 0

    @classmethod
    async def opened(cls, address: str) -> Session:
        """Connect to the app at ``address`` (http) and draw its first page."""
        stream = address.replace("http", "ws", 1) + "/_stcore/stream"
        session = cls(await connect(stream, subprotocols=["streamlit"], max_size=None))  # type: ignore[list-item]
        await session._drawn("")
        return session

    async def search(self, query: str) -> Turn:
        """Ask for the page with the answer to ``query``."""
        begun = time.perf_counter()
        try:
            size, told = await self._drawn(urlencode({"q": query}))
        except (OSError, EOFError, TimeoutError) as error:
            return Turn(query, time.perf_counter() - begun, 0, type(error).__name__)
        problem = None if any(mark in told for mark in ANSWERED) else told[-200:]
        return Turn(query, time.perf_counter() - begun, size, problem)

    async def close(self) -> None:
        """Leave."""
        await self._connection.close()

    async def _drawn(self, query_string: str) -> tuple[int, str]:
        """Have the page drawn; how many bytes came, and the HTML among them."""
        request = BackMsg()
        request.rerun_script.query_string = query_string
        self._run += 1
        self._kept = {k: at for k, at in self._kept.items() if self._run - at <= _KEPT_RUNS}
        request.rerun_script.cached_message_hashes.extend(self._kept)
        await self._connection.send(request.SerializeToString())
        size, parts = 0, []
        limit = time.perf_counter() + _LONGEST_S
        while time.perf_counter() < limit:
            received = await self._connection.recv()
            size += len(received)
            message = ForwardMsg()
            message.ParseFromString(received if isinstance(received, bytes) else received.encode())
            if message.metadata.cacheable:
                self._kept[message.hash] = self._run
            elif message.WhichOneof("type") == "ref_hash":
                self._kept[message.ref_hash] = self._run
            element = message.delta.new_element
            if element.WhichOneof("type") == "html":
                parts.append(element.html.body)
            elif element.WhichOneof("type") == "exception":
                parts.append(element.exception.message)
            if message.WhichOneof("type") == "script_finished":
                return size, "".join(parts)
        raise TimeoutError
