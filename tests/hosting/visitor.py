"""A visitor seen from the wire: the cookies, requests and messages of a browser with one page open."""

import http.client
from contextlib import ExitStack
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.datastructures import Headers
from websockets.sync.client import connect


class Answer(NamedTuple):
    """What the server answers to a request, as it comes."""

    status: int
    headers: Headers
    body: bytes


class Visitor:
    """A browser with an empty jar of cookies; it comes from `address`."""

    def __init__(self, url: str, address: str = "127.0.0.1") -> None:
        """Take the address of the course, and the visitor's own."""
        self.url, self.address = urlsplit(url), address
        self.cookies: dict[str, str] = {}
        self.session = ""
        self.page_open = ExitStack()

    @property
    def seat(self) -> str | None:
        """Return the port of the replica in which the visitor sits."""
        return self.cookies.get("nnviz_seat")

    def _keep(self, headers: Headers) -> None:
        for line in headers.get_all("Set-Cookie"):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send a request; `_` in the name of a header stands for `-`."""
        assert self.url.hostname
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, 60, (self.address, 0))
        try:
            connection.request(method, self.url.path + path, body, self._cookie() | own)
            answer = connection.getresponse()
            got = Answer(answer.status, Headers(answer.getheaders()), answer.read())
        finally:
            connection.close()
        self._keep(got.headers)
        return got

    def connect(self) -> None:
        """Open the websocket, as a browser does after it has loaded the page's files."""
        self.socket = self.page_open.enter_context(connect(
            f"ws://{self.url.netloc}{self.url.path}/_stcore/stream", origin=f"http://{self.url.netloc}",
            subprotocols=["streamlit"], additional_headers=self._cookie(), max_size=None, compression=None,
            source_address=(self.address, 0), open_timeout=60, ping_interval=None,
        ))  # fmt: skip
        assert self.socket.response
        self._keep(self.socket.response.headers)

    def open(self, page: str = "line", query: str = "") -> "Visitor":
        """Load a page by its link and let it run."""
        self.page, self.query = page, query
        assert self.ask(f"/{page}?{query}").status == 200
        self.ask("/_stcore/health")
        self.connect()
        self.run()
        return self

    def come_back(self) -> None:
        """Do what the page does by itself once its websocket has closed: ask who is there, connect and go on."""
        self.close()
        assert self.ask("/_stcore/health").body == b"ok"
        self.connect()
        self.run()

    def run(self) -> None:
        """Let the page run; remember its session, what stands at its top, its sliders, and what went wrong on it."""
        message = BackMsg()
        message.rerun_script.query_string, message.rerun_script.page_name = self.query, self.page
        self.socket.send(message.SerializeToString())
        self.head = ""
        self.sliders: dict[str, float] = {}
        self.wrong: list[str] = []
        while not self._read(self.receive()):
            pass

    def receive(self) -> ForwardMsg:
        """Return the next message."""
        answer = ForwardMsg()
        answer.ParseFromString(self.socket.recv(timeout=60))
        return answer

    def _read(self, answer: ForwardMsg) -> bool:
        kind = answer.WhichOneof("type")
        if kind == "new_session":
            self.session = answer.new_session.initialize.session_id
        elif kind == "page_not_found":
            self.wrong.append("page not found")
        elif kind == "delta":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "exception":
                self.wrong.append(element.exception.message)
            elif element.WhichOneof("type") == "html":
                self.head += element.html.body
            elif element.WhichOneof("type") == "slider":
                (self.sliders[element.slider.label],) = element.slider.value or element.slider.default
        return kind == "script_finished"

    def upload(self, content: bytes) -> int:
        """Upload a file as a page's control does; return the status of the answer."""
        message = BackMsg()
        message.file_urls_request.request_id, message.file_urls_request.session_id = "one", self.session
        message.file_urls_request.file_names.append("points.csv")
        self.socket.send(message.SerializeToString())
        while (answer := self.receive()).WhichOneof("type") != "file_urls_response":
            pass
        (where,) = answer.file_urls_response.file_urls
        head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="points.csv"\r\n\r\n'
        return self.ask(
            where.upload_url.removeprefix(self.url.path), "PUT", head + content + b"\r\n--edge--\r\n",
            Content_Type="multipart/form-data; boundary=edge", X_Xsrftoken=self.cookies["_streamlit_xsrf"],
        ).status  # fmt: skip

    def close(self) -> None:
        """Close the page."""
        self.page_open.close()
