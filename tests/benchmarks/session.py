"""A reader without a browser: opens a page over Streamlit's websocket, chooses in its filters, and waits for the end.

What the server does for such a reader is what it does for a browser: the same script, the same messages.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

PROVIDER_TYPE = "filter_provider_type"
# Longer than any run should take; a reader left waiting counts as an error.
PATIENCE = 60.0


@dataclass(frozen=True)
class Run:
    """One run of the script as its reader saw it: seconds to the end, bytes and elements received, and complaints."""

    seconds: float
    sent: int
    elements: int
    charts: tuple[int, ...]
    errors: int


@dataclass
class Session:
    """One open page. `widgets` are the widgets of the newest run, by the end of their identifiers (their key)."""

    socket: ClientConnection
    page: str
    page_hash: str = ""
    widgets: dict[str, str] = field(default_factory=dict)

    async def open(self, query: str = "") -> Run:
        """The first run of the page, at the address `query` ("period=cy-2018")."""
        return await self._run(query, [])

    async def choose(self, key: str, values: Iterable[str]) -> Run:
        """The run that follows from choosing `values` in the multiselect called `key`."""
        state = WidgetState(id=self.widgets[key])
        state.string_array_value.data.extend(values)
        return await self._run("", [state])

    async def _run(self, query: str, states: list[WidgetState]) -> Run:
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = self.page if not self.page_hash else ""
        message.rerun_script.page_script_hash = self.page_hash
        message.rerun_script.widget_states.widgets.extend(states)
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        sent = elements = errors = 0
        charts: list[int] = []
        while True:
            data = await self.socket.recv()
            sent += len(data)
            forward = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = forward.WhichOneof("type")
            if kind == "new_session" and not self.page_hash:
                self.page_hash = forward.new_session.page_script_hash
            if kind == "navigation":
                self.page_hash = forward.navigation.page_script_hash
            if kind == "delta" and forward.delta.WhichOneof("type") == "new_element":
                element = forward.delta.new_element
                elements += 1
                name = element.WhichOneof("type")
                errors += name == "exception" or (name == "alert" and element.alert.format == element.alert.ERROR)
                if name == "bidi_component":
                    charts.append(len(element.bidi_component.bytes))
                self._note(getattr(element, name))
            if kind == "script_finished":
                return Run(time.perf_counter() - started, sent, elements, tuple(charts), errors)

    def _note(self, element: Any) -> None:
        identifier = getattr(element, "id", "")
        if identifier:
            self.widgets[identifier.rpartition("-")[2]] = identifier


async def session(address: str, page: str) -> Session:
    """A reader of the server at `address` ("http://127.0.0.1:8501") about to open `page`."""
    where = address.replace("http", "ws", 1) + "/_stcore/stream"
    return Session(await connect(where, max_size=None, subprotocols=["streamlit"]), page)  # type: ignore[list-item]
