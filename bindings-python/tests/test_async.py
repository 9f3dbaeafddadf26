"""`AsyncUnkey`: real coroutines that close their request when they are cancelled."""

import asyncio
import gc
import inspect
import weakref

import pytest

import unkey_kit
from unkey_kit import AsyncUnkey, Unkey

HOUR = 3_600_000


@pytest.fixture
def made(unkey, api_id):
    """An API with five keys of one user."""
    for _ in range(5):
        unkey.keys.create(api_id=api_id, external_id="user_1")
    return api_id


def run(emulator, work, **options):
    async def with_client():
        async with emulator.async_client(back_off=False, **options) as unkey:
            return await work(unkey)

    return asyncio.run(asyncio.wait_for(with_client(), 20))


async def begun(journal, operation):
    await asyncio.to_thread(journal, operation, begun=True)


def test_calls_are_made_at_the_same_time(emulator, made):
    async def work(unkey):
        answers = await asyncio.gather(*(unkey.apis.get(made) for _ in range(64)))
        return {answer.meta.request_id for answer in answers}

    assert len(run(emulator, work)) == 64


@pytest.mark.parametrize("manner", ["cancel", "wait_for", "timeout"])
def test_cancelling_a_call_closes_its_request(emulator, journal, manner):
    emulator.faults.add("liveness", delay=HOUR)

    async def work(unkey):
        if manner == "wait_for":
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(unkey.liveness(), 0.2)
            return
        task = asyncio.ensure_future(unkey.liveness())
        await begun(journal, "liveness")
        if manner == "cancel":
            task.cancel()
        else:
            await asyncio.wait({task}, timeout=0.01)
            task.cancel("too late")
        with pytest.raises(asyncio.CancelledError):
            await task

    run(emulator, work)
    assert journal("liveness")["hungUp"] is True


def test_cancelling_a_step_of_a_listing_closes_its_request_and_loses_no_page(emulator, made, journal):
    async def work(unkey):
        listing = unkey.keys.list(made, limit=2)
        seen = [await anext(listing), await anext(listing)]
        emulator.faults.add("apis.listKeys", delay=HOUR, times=1)
        step = asyncio.ensure_future(anext(listing))
        while len([one for one in emulator.requests() if one["operation"] == "apis.listKeys"]) < 2:
            await asyncio.sleep(0.002)
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step
        hung_up = await asyncio.to_thread(journal, "apis.listKeys")
        return hung_up["hungUp"], len({key.key_id for key in seen + [key async for key in listing]})

    assert run(emulator, work) == (True, 5)


def test_a_cancelled_wait_before_a_repeat_ends_at_once(emulator):
    emulator.faults.add(status=429, retry_after=3600)

    async def work(unkey):
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(unkey.with_options(deadline=7200).keys.get("key_1"), 0.2)

    async def with_back_off():
        async with emulator.async_client() as unkey:
            await work(unkey)

    asyncio.run(asyncio.wait_for(with_back_off(), 10))


def test_other_tasks_go_on_while_a_call_waits(emulator):
    emulator.faults.add(delay=300)

    async def work(unkey):
        call, steps = asyncio.ensure_future(unkey.liveness()), 0
        while not call.done():
            steps += 1
            await asyncio.sleep(0)
        return steps

    assert run(emulator, work) > 1000


def test_items_and_pages_are_iterated(emulator, made):
    async def work(unkey):
        ids = {key.key_id async for key in unkey.keys.list(made, limit=2)}
        sizes = [len(page.data) async for page in unkey.keys.list(made, limit=2).pages()]
        listing = unkey.keys.list("api_unknown")
        with pytest.raises(unkey_kit.NotFoundError):
            await anext(listing)
        return len(ids), sizes, [key async for key in listing]

    assert run(emulator, work) == (5, [2, 2, 1], [])


def test_errors_are_those_of_the_twin(emulator):
    async def work(unkey):
        with pytest.raises(unkey_kit.KeyNotFoundError) as caught:
            await unkey.keys.get("key_1")
        return caught.value.code

    assert run(emulator, work) == unkey_kit.ErrorCode.KEY_NOT_FOUND


def test_wrong_arguments_are_refused_at_the_call_and_not_at_its_await(emulator):
    async def work(unkey):
        with pytest.raises(TypeError, match="'api_id' must be str"):
            unkey.keys.create(api_id=3)

    run(emulator, work)


def test_a_provider_may_be_a_coroutine_function_that_runs_on_the_loop_of_the_caller(emulator):
    loops = []

    async def provider():
        loops.append(asyncio.get_running_loop())
        await asyncio.sleep(0)
        return emulator.root_key

    async def main():
        async with AsyncUnkey(provider, base_url=emulator.url) as unkey:
            await unkey.apis.create(name="payments")
            return asyncio.get_running_loop()

    caller = asyncio.run(main())
    assert loops == [caller]


def test_a_plan_asks_a_coroutine_function_too(emulator, made):
    async def provider():
        return emulator.root_key

    async def main():
        async with AsyncUnkey(provider, base_url=emulator.url) as unkey:
            plan = unkey.revoke.plan(unkey_kit.Selector.api(made))
            return (await plan.summary()).total

    assert asyncio.run(asyncio.wait_for(main(), 20)) == 5


def test_a_coroutine_function_is_refused_by_the_synchronous_client(emulator):
    async def provider():
        return emulator.root_key

    with pytest.raises(unkey_kit.AuthenticationError) as caught:
        Unkey(provider, base_url=emulator.url).apis.get("api_1")
    assert "AsyncUnkey" in str(caught.value.__cause__)


def test_a_call_is_a_real_coroutine_and_one_that_nobody_awaits_is_warned_of(emulator):
    unkey = emulator.async_client()
    with pytest.warns(RuntimeWarning, match="never awaited"):
        call = unkey.liveness()
        assert inspect.iscoroutine(call)
        del call
        gc.collect()
    assert emulator.requests() == []


def test_one_client_serves_one_loop_after_another(emulator):
    unkey = emulator.async_client()

    async def main():
        return (await unkey.liveness()).data.message

    assert {asyncio.run(main()) for _ in range(3)} == {"The emulator is up."}


def test_a_loop_that_watches_no_sockets_serves_as_well(emulator, made):
    class Loop(asyncio.SelectorEventLoop):
        def add_reader(self, *_):
            raise NotImplementedError

    async def main():
        async with emulator.async_client() as unkey:
            answers = await asyncio.gather(*(unkey.apis.get(made) for _ in range(32)))
            return {answer.data.name for answer in answers}

    loop = Loop()
    try:
        assert loop.run_until_complete(asyncio.wait_for(main(), 20)) == {"payments"}
    finally:
        loop.close()


def test_a_loop_that_is_gone_leaves_no_socket_behind(emulator):
    unkey = emulator.async_client()
    loops = []

    async def main():
        loops.append(weakref.ref(asyncio.get_running_loop()))
        await unkey.liveness()

    for _ in range(5):
        asyncio.run(main())
    gc.collect()
    assert [loop() for loop in loops] == [None] * 5


def test_the_twins_have_the_same_names_parameters_and_documentation():
    for name in unkey_kit.__all__:
        twin = getattr(unkey_kit, f"Async{name}", None)
        if twin is None or not hasattr(twin, "__mro__"):
            continue
        one = getattr(unkey_kit, name)
        members = {member for member in dir(one) if not member.startswith("_")}
        assert members == {member for member in dir(twin) if not member.startswith("_")}, name
        for member in members:
            same = getattr(one, member), getattr(twin, member)
            assert same[0].__doc__ == same[1].__doc__, f"{name}.{member}"
            if callable(same[0]) and member != "close":
                assert inspect.signature(same[0]) == inspect.signature(same[1]), f"{name}.{member}"
