"""What calls cost in Python: `python python.py URL ours|official`. Each line of input is a turn, `call 300` or `page 80`, and its
answer a line with the CPU time of one of so many calls in microseconds. Each client has a process of its own, so that none collects
another's garbage, and an asynchronous one would have ours start a thread that calls which wait do without."""

import sys
import time

URL, CLIENT = sys.argv[1:]
ROOT_KEY = "bench_root_key"


def ours():
    import unkey_kit

    unkey = unkey_kit.Unkey(root_key=ROOT_KEY, base_url=URL)
    return {
        "call": lambda: unkey.keys.delete(key_id="key_1"),
        "page": lambda: next(iter(unkey.keys.list(api_id="api_1").pages())),
    }


def official():
    import unkey.py

    client = unkey.py.Unkey(root_key=ROOT_KEY, server_url=URL)
    return {
        "call": lambda: client.keys.delete_key(key_id="key_1"),
        "page": lambda: client.apis.list_keys(api_id="api_1"),
    }


def cpu(times, call):
    """The CPU time of a call in microseconds, every thread counted. A few calls go first: the other programs had the caches."""
    for _ in range(times // 10):
        call()
    before = time.process_time_ns()
    for _ in range(times):
        call()
    return (time.process_time_ns() - before) / times / 1000


calls = {"ours": ours, "official": official}[CLIENT]()
for line in sys.stdin:
    what, times = line.split()
    print(cpu(int(times), calls[what]), flush=True)
