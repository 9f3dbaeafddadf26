"""Clients: their options, their end, the threads that share them."""

import gc
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

import unkey_kit
from unkey_kit import AsyncUnkey, Unkey


def test_options_hold_for_a_view_and_leave_the_client_as_it_is(emulator, unkey):
    emulator.faults.add(status=500)
    hurried = unkey.with_options(max_attempts=2, timeout=5.0)
    for client, attempts in ((hurried, 2), (unkey, 4), (hurried.with_options(deadline=9), 2)):
        with pytest.raises(unkey_kit.ServerError) as caught:
            client.keys.get("key_1")
        assert caught.value.attempts == attempts
    assert type(hurried) is Unkey


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"root_key": ""}, unkey_kit.ConfigurationError),
        ({"root_key": "k", "base_url": "http://user:hunter2@localhost"}, unkey_kit.ConfigurationError),
        ({"root_key": "k", "max_attempts": 0}, unkey_kit.ConfigurationError),
        ({"root_key": "k", "max_attempts": -1}, ValueError),
        ({"root_key": "k", "timeout": -1}, ValueError),
        ({"root_key": "k", "timeout": "soon"}, TypeError),
        ({"root_key": "k", "timeout": 0}, unkey_kit.ConfigurationError),
        ({"root_key": "k", "ca_certificates": ""}, unkey_kit.ConfigurationError),
        ({"root_key": "k", "ca_certificates": b"/etc/hunter2.pem"}, unkey_kit.ConfigurationError),
        ({"root_key": "k", "timeout": True}, TypeError),
        ({"root_key": "k", "max_attempts": True}, TypeError),
        ({"root_key": "k", "allow_plain_http": "no"}, TypeError),
        ({"root_key": "k", "headers": {"x-gateway": 1}}, TypeError),
        ({"root_key": "k", "time_out": 1}, TypeError),
        ({"root_key": 3}, TypeError),
    ],
)
def test_a_client_that_cannot_work_is_refused(options, error):
    with pytest.raises(error) as caught:
        Unkey(**options)
    assert "hunter2" not in str(caught.value)


def test_the_root_key_and_the_base_url_come_from_the_environment(emulator, monkeypatch):
    monkeypatch.setenv("UNKEY_ROOT_KEY", emulator.root_key)
    monkeypatch.setenv("UNKEY_BASE_URL", emulator.url)
    assert Unkey().liveness().data.message


def test_a_closed_client_makes_no_calls(emulator):
    with emulator.client() as unkey:
        unkey.liveness()
    with pytest.raises(unkey_kit.ConfigurationError, match="closed"):
        unkey.liveness()


def test_threads_share_a_client(unkey, api_id):
    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(lambda n: unkey.keys.create(api_id=api_id, name=f"key {n}"), range(64)))
    assert len({answer.data.key_id for answer in made}) == 64


def test_an_option_of_the_wrong_type_is_named_with_the_type_that_it_must_have(unkey):
    for options, text in (
        ({"timeout": "soon"}, "with_options(): 'timeout' must be float, not str"),
        ({"max_attempts": True}, "with_options(): 'max_attempts' must be int, not bool"),
    ):
        with pytest.raises(TypeError) as caught:
            unkey.with_options(**options)
        assert str(caught.value) == text


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("timeout", "the timeout of one request is 0"),
        ("deadline", "the deadline of a call is 0"),
        ("max_attempts", "the limit on the attempts of a call is 0"),
    ],
)
def test_an_option_that_leaves_nothing_is_refused_without_names_of_other_languages(unkey, option, said):
    for refused in (lambda: Unkey("k", **{option: 0}), unkey.with_options(**{option: 0}).liveness):
        with pytest.raises(unkey_kit.ConfigurationError, match=said) as caught:
            refused()
        assert "attempt_timeout" not in str(caught.value)


def test_what_comes_from_the_environment_is_read_once(emulator, monkeypatch, api_id):
    monkeypatch.setenv("UNKEY_ROOT_KEY", emulator.root_key)
    monkeypatch.setenv("UNKEY_BASE_URL", emulator.url)
    unkey = Unkey()
    monkeypatch.setenv("UNKEY_ROOT_KEY", "unkey_other")
    monkeypatch.setenv("UNKEY_BASE_URL", "http://127.0.0.1:1")
    assert unkey.apis.get(api_id).data.name == "payments"
    assert unkey.revoke.plan(unkey_kit.Selector.api(api_id)).summary().total == 0


def test_threads_that_use_a_closed_client_do_not_wait_for_each_other():
    unkey = Unkey("unkey_1")
    unkey.close()

    def use():
        for _ in range(500):
            with pytest.raises(unkey_kit.ConfigurationError):
                unkey.liveness()

    threads = [threading.Thread(target=use, daemon=True) for _ in range(8)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    finally:
        sys.setswitchinterval(before)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.parametrize("kind", [Unkey, AsyncUnkey])
def test_a_client_can_be_referred_to_weakly(kind):
    unkey = kind("unkey_1")
    weak = weakref.ref(unkey)
    assert weak() is unkey
    del unkey
    gc.collect()
    assert weak() is None
