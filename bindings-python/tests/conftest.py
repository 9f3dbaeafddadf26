"""What the tests share: an emulator of each test's own, with a client, an API and a way to wait."""

import time

import pytest


@pytest.fixture
def emulator(unkey_emulator):
    return unkey_emulator


@pytest.fixture
def unkey(emulator):
    with emulator.client(back_off=False) as client:
        yield client


@pytest.fixture
def api_id(unkey):
    return unkey.apis.create(name="payments").data.api_id


@pytest.fixture
def journal(emulator):
    """Waits until the last request for an operation has come to an end, and gives it."""

    def last(operation, begun=False):
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            requests = [request for request in emulator.requests() if request["operation"] == operation]
            if requests and (begun or "status" in requests[-1] or requests[-1]["hungUp"]):
                return requests[-1]
            time.sleep(0.002)
        pytest.fail(f"no request for {operation} came to an end")

    return last
