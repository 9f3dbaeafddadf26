"""Connections: what becomes of them when a call is given up, a server hangs up, or a client is closed."""

import socket
import threading

import pytest

import unkey_kit
from unkey_kit import Unkey

ANSWER = b'{"meta":{"requestId":"req_1"},"data":{"keyId":"key_1","key":"secret"}}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(ANSWER)


class Brief:
    """A server that answers one request on a connection, and hangs up when it is told to, without having said so."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.hang_up, self.hung_up = threading.Semaphore(0), threading.Semaphore(0)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(HEAD + ANSWER)
                self.hang_up.acquire()
            self.hung_up.release()


@pytest.fixture
def brief():
    server = Brief()
    with server.listener:
        yield server
        server.hang_up.release()
        server.listener.shutdown(socket.SHUT_RDWR)


def test_a_connection_that_the_server_closed_between_two_calls_is_not_used_again(brief):
    unkey = Unkey("unkey_1", base_url=brief.url, max_attempts=1)
    for _ in range(5):
        # Creating a key is never repeated once its request may have been read.
        assert unkey.keys.create(api_id="api_1").data.key_id == "key_1"
        brief.hang_up.release()
        assert brief.hung_up.acquire(timeout=20)


def test_a_call_that_timed_out_has_closed_its_request(emulator, unkey, journal):
    emulator.faults.add("keys.getKey", delay=3_600_000)
    with pytest.raises(unkey_kit.UnkeyTimeoutError):
        unkey.with_options(timeout=0.1, max_attempts=1).keys.get("key_1")
    assert journal("keys.getKey")["hungUp"] is True


def test_closing_a_client_closes_its_connections():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"

        def answer():
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(HEAD + ANSWER)
            peers.append(connection)

        peers = []
        server = threading.Thread(target=answer)
        server.start()
        with Unkey("unkey_1", base_url=url) as unkey:
            unkey.keys.create(api_id="api_1")
            server.join()
        with peers[0] as peer:
            peer.settimeout(20)
            assert peer.recv(1) == b""


def test_a_listing_of_a_closed_client_fetches_no_more_pages(emulator, unkey, api_id):
    for _ in range(4):
        unkey.keys.create(api_id=api_id)
    with emulator.client() as client:
        listing = client.keys.list(api_id, limit=2)
        assert next(listing)
    assert next(listing), "what is there can be read"
    with pytest.raises(unkey_kit.ConfigurationError, match="closed"):
        next(listing)
