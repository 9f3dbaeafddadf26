"""What calls cost in Python: `python python.py URL` prints one line of JSON, times in microseconds of CPU, starts in
milliseconds. It is run by an interpreter that has both packages: `unkey-kit` and the official `unkey.py`."""

import asyncio
import json
import statistics
import subprocess
import sys
import time

import unkey.py
import unkey_kit

ROUNDS = 5
URL = sys.argv[1]


def cpu(times, call):
    """The CPU time of a call in microseconds: the median of several rounds."""
    for _ in range(times // 5):
        call()
    rounds = []
    for _ in range(ROUNDS):
        before = time.process_time_ns()
        for _ in range(times):
            call()
        rounds.append((time.process_time_ns() - before) / times / 1000)
    return statistics.median(rounds)


async def cpu_async(times, call):
    """The same for a call that is awaited."""
    for _ in range(times // 5):
        await call()
    rounds = []
    for _ in range(ROUNDS):
        before = time.process_time_ns()
        for _ in range(times):
            await call()
        rounds.append((time.process_time_ns() - before) / times / 1000)
    return statistics.median(rounds)


async def rate(times, call, in_flight=32):
    """Calls a second with so many in flight: the median of several rounds."""

    async def worker(share):
        for _ in range(share):
            await call()

    rounds = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        await asyncio.gather(*(worker(times // in_flight) for _ in range(in_flight)))
        rounds.append(times / (time.perf_counter() - before))
    return statistics.median(rounds)


def start(program):
    """How long a program takes from its start to its end, in milliseconds: the median of several starts."""
    starts = []
    for _ in range(15):
        before = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        starts.append((time.perf_counter() - before) * 1000)
    return statistics.median(starts)


async def measure_async():
    async with unkey_kit.AsyncUnkey(root_key="bench_root_key", base_url=URL) as ours:

        async def page():
            async for found in ours.keys.list(api_id="api_1").pages():
                return found

        ours_page = await cpu_async(300, page)
        ours_rate = await rate(6400, lambda: ours.keys.delete(key_id="key_1"))
    async with unkey.py.Unkey(root_key="bench_root_key", server_url=URL) as official:
        official_rate = await rate(640, lambda: official.keys.delete_key_async(key_id="key_1"))
    return ours_page, ours_rate, official_rate


def main():
    ours = unkey_kit.Unkey(root_key="bench_root_key", base_url=URL)
    official = unkey.py.Unkey(root_key="bench_root_key", server_url=URL)
    told = {
        "call": {
            "ours": cpu(1000, lambda: ours.keys.delete(key_id="key_1")),
            "official": cpu(200, lambda: official.keys.delete_key(key_id="key_1")),
        },
        "page": {
            "ours": cpu(300, lambda: next(iter(ours.keys.list(api_id="api_1").pages()))),
            "official": cpu(60, lambda: official.apis.list_keys(api_id="api_1")),
        },
    }
    ours_page, ours_rate, official_rate = asyncio.run(measure_async())
    told["page"]["ours_async"] = ours_page
    told["rate"] = {"ours": ours_rate, "official": official_rate}
    bare = start("")
    made = f"(root_key='bench_root_key', {{}}='{URL}')"
    told["start"] = {
        "ours": start("import unkey_kit; unkey_kit.Unkey" + made.format("base_url")) - bare,
        "official": start("import unkey.py; unkey.py.Unkey" + made.format("server_url")) - bare,
    }
    print(json.dumps(told))


main()
