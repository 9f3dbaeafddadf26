"""Code of the caller that runs amid calls, and makes calls itself: handlers of the logger and of signals, root-key providers."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading

import pytest

import unkey_kit
from unkey_kit import AsyncUnkey, Selector, Unkey


@pytest.fixture
def handle():
    """Has the logger's records handled by a function."""
    logger, handlers = logging.getLogger("unkey_kit"), []

    def add(function):
        handler = logging.Handler(logging.DEBUG)
        handler.emit = function
        handlers.append(handler)
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        return handler

    yield add
    for handler in handlers:
        logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_a_handler_makes_calls_and_hears_nothing_of_them(unkey, handle):
    heard = []

    def emit(record):
        heard.append((record.operation, threading.current_thread(), unkey.liveness().data.message))

    handle(emit)
    unkey.apis.create(name="payments")
    assert heard == [("apis.createApi", threading.current_thread(), "The emulator is up.")]


def test_a_handler_hears_of_each_attempt_before_the_next(emulator, unkey, handle):
    seen = []
    handle(lambda record: seen.append((record.getMessage().split()[1], len(emulator.requests()))))
    emulator.faults.add("apis.createApi", status=429, times=2)
    unkey.apis.create(name="payments")
    assert seen == [("attempt", 1), ("attempt", 2), ("done", 3)]


def test_on_a_loop_a_handler_runs_on_it_and_may_make_calls_or_start_tasks(emulator, unkey, handle):
    heard, tasks = [], []

    async def main():
        async with emulator.async_client() as client:

            def emit(record):
                heard.append((record.operation, asyncio.get_running_loop()))
                unkey.liveness()
                tasks.append(asyncio.ensure_future(client.liveness()))

            handle(emit)
            await client.apis.create(name="payments")
            assert heard == [("apis.createApi", asyncio.get_running_loop())]
            await asyncio.gather(*tasks)
            # The tasks were made in the handler, and so it hears nothing of their calls either.
            assert len(heard) == len(tasks) == 1

    asyncio.run(asyncio.wait_for(main(), 20))


def test_a_handler_of_work_that_goes_on_by_itself_may_make_calls(emulator, unkey, api_id, handle):
    key_id = unkey.keys.create(api_id=api_id).data.key_id
    heard, said = [], threading.Semaphore(0)

    def emit(record):
        unkey.liveness()
        heard.append(record.operation)
        said.release()

    handle(emit)
    run = unkey.revoke.plan(Selector.keys([key_id])).apply(no_sweep=True)
    assert run.report().ok
    # One read for the plan, one to check the root key, and the change.
    assert all(said.acquire(timeout=20) for _ in range(3))
    assert sorted(heard) == ["keys.getKey", "keys.getKey", "keys.updateKey"]


def test_whoever_has_waited_for_work_has_its_records(unkey, api_id, handle):
    key_id = unkey.keys.create(api_id=api_id).data.key_id
    heard, reported = [], threading.Event()

    def emit(record):
        heard.append(record.operation)
        # The thread that writes what nobody waits for gets no further than its first record.
        if threading.current_thread() is not threading.main_thread():
            reported.wait(20)

    handle(emit).lock = None
    assert unkey.revoke.plan(Selector.keys([key_id])).apply(no_sweep=True).report().ok
    assert "keys.updateKey" in heard
    reported.set()


def test_ctrl_c_in_a_handler_gives_the_call_up(emulator, unkey, handle):
    def emit(_):
        raise KeyboardInterrupt

    handle(emit)
    emulator.faults.add("liveness", status=500)
    with pytest.raises(KeyboardInterrupt):
        unkey.liveness()
    assert len(emulator.requests()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_a_handler_of_a_signal_makes_calls_while_a_call_waits(emulator, unkey, journal):
    def press():
        journal("keys.getKey", begun=True)
        os.kill(os.getpid(), signal.SIGUSR1)

    said = []
    before = signal.signal(signal.SIGUSR1, lambda *_: said.append(unkey.liveness().data.message))
    emulator.faults.add("keys.getKey", delay=1000)
    presser = threading.Thread(target=press)
    presser.start()
    try:
        with pytest.raises(unkey_kit.KeyNotFoundError):
            unkey.keys.get("key_1")
    finally:
        presser.join()
        signal.signal(signal.SIGUSR1, before)
    assert said == ["The emulator is up."]


def test_a_provider_may_use_another_client(emulator, unkey):
    client = Unkey(lambda: unkey.liveness() and emulator.root_key, base_url=emulator.url)
    assert client.apis.create(name="payments").data.api_id


def test_a_provider_that_uses_its_own_client_is_refused_at_once(emulator):
    client = Unkey(lambda: client.liveness() and emulator.root_key, base_url=emulator.url)
    with pytest.raises(unkey_kit.AuthenticationError) as caught:
        client.liveness()
    assert isinstance(caught.value.__cause__, unkey_kit.ConfigurationError)
    assert "the root-key provider uses the client" in str(caught.value.__cause__)


def test_the_same_on_a_loop(emulator):
    async def provider():
        await client.liveness()
        return emulator.root_key

    client = AsyncUnkey(provider, base_url=emulator.url)
    with pytest.raises(unkey_kit.AuthenticationError) as caught:
        asyncio.run(asyncio.wait_for(client.liveness(), 20))
    assert isinstance(caught.value.__cause__, unkey_kit.ConfigurationError)


@pytest.mark.parametrize("given", [None, 3, b"unkey_bytes", ["unkey_list"]])
def test_what_is_no_root_key_is_refused_without_showing_it(emulator, given):
    with pytest.raises(unkey_kit.AuthenticationError) as caught:
        Unkey(lambda: given, base_url=emulator.url).liveness()
    assert str(caught.value.__cause__) == f"a root-key provider gives a str, not {type(given).__name__}"


def test_a_coroutine_function_is_refused_by_the_synchronous_client_in_a_loop_too(emulator):
    async def provider():
        return emulator.root_key

    async def main():
        with pytest.raises(unkey_kit.AuthenticationError) as caught:
            Unkey(provider, base_url=emulator.url, deadline=20).liveness()
        return str(caught.value.__cause__)

    assert "needs AsyncUnkey" in asyncio.run(main())


def test_a_plan_asks_no_loop_that_is_closed(emulator, api_id, recwarn):
    async def provider():
        return emulator.root_key

    client = AsyncUnkey(provider, base_url=emulator.url)

    async def main():
        client.liveness().close()

    async def summary(plan):
        await plan.summary()

    asyncio.run(main())
    plan = client.revoke.plan(Selector.api(api_id))
    with pytest.raises(unkey_kit.AuthenticationError):
        asyncio.run(asyncio.wait_for(summary(plan), 20))
    gc.collect()
    # Such as one of a coroutine that nobody awaited.
    assert [str(warning.message) for warning in recwarn] == []


def test_a_provider_is_asked_once_for_calls_and_plans(emulator, api_id):
    asked = []
    client = Unkey(lambda: asked.append(1) or emulator.root_key, base_url=emulator.url)
    client.apis.get(api_id)
    assert client.revoke.plan(Selector.api(api_id)).summary().total == 0
    assert len(asked) == 1


def test_a_provider_that_waits_for_the_interpreter_holds_up_no_other_call(emulator, api_id):
    emulator.faults.add("apis.getApi", status=500, times=3)

    async def keep_the_interpreter():
        sum(range(20_000_000))
        return [request["operation"] for request in emulator.requests()]

    async def main():
        asking = AsyncUnkey(lambda: emulator.root_key, base_url=emulator.url)
        other = emulator.async_client(back_off=False)
        # The loop takes its first step in all three before it lets go of the interpreter.
        calls = (asking.liveness(), other.apis.get(api_id), keep_the_interpreter())
        return (await asyncio.gather(*calls))[2]

    assert asyncio.run(asyncio.wait_for(main(), 60)).count("apis.getApi") == 4
