"""What awaited calls cost in Python: `python python_async.py URL ours|official`. Each line of input is a turn. `page 80` is answered
with the CPU time of one of so many calls in microseconds, `rate 1920` with the calls a second of so many, 32 in flight."""

import asyncio
import sys
import time

URL, CLIENT = sys.argv[1:]
ROOT_KEY = "bench_root_key"
IN_FLIGHT = 32


def ours():
    import unkey_kit

    unkey = unkey_kit.AsyncUnkey(root_key=ROOT_KEY, base_url=URL)

    async def page():
        async for found in unkey.keys.list(api_id="api_1").pages():
            return found

    return {"page": cpu(page), "rate": rate(lambda: unkey.keys.delete(key_id="key_1"))}


def official():
    import unkey.py

    client = unkey.py.Unkey(root_key=ROOT_KEY, server_url=URL)
    return {"rate": rate(lambda: client.keys.delete_key_async(key_id="key_1"))}


def cpu(call):
    """Measures the CPU time of a call in microseconds, every thread counted."""

    async def measure(times):
        await one_by_one(times // 10, call)
        before = time.process_time_ns()
        await one_by_one(times, call)
        return (time.process_time_ns() - before) / times / 1000

    return measure


def rate(call):
    """Measures calls a second."""

    async def measure(times):
        share = times // IN_FLIGHT
        await asyncio.gather(*(one_by_one(1, call) for _ in range(IN_FLIGHT)))
        before = time.perf_counter()
        await asyncio.gather(*(one_by_one(share, call) for _ in range(IN_FLIGHT)))
        return share * IN_FLIGHT / (time.perf_counter() - before)

    return measure


async def one_by_one(times, call):
    for _ in range(times):
        await call()


async def main():
    turns = {"ours": ours, "official": official}[CLIENT]()
    for line in sys.stdin:
        what, times = line.split()
        print(await turns[what](int(times)), flush=True)


asyncio.run(main())
