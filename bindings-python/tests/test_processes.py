"""Processes: forks, spawned ones, exits, Ctrl-C, the command."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from unkey_kit import Selector, Unkey
from unkey_kit.testing import Emulator

PATIENCE = 30


def child(work):
    """Runs work in a forked child; gives what it returned, as text."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            told = str(work())
        except BaseException as error:
            told = f"{type(error).__name__}: {error}"
        os.write(writer, told.encode())
        os._exit(0)
    os.close(writer)
    deadline = time.monotonic() + PATIENCE
    while os.waitpid(pid, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            pytest.fail("the child hangs")
        time.sleep(0.01)
    with os.fdopen(reader) as pipe:
        return pipe.read()


def python(program, *arguments, **options):
    """Runs a program in an interpreter of its own."""
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, **options)


def test_a_forked_child_makes_calls_with_the_client_of_its_parent(unkey, api_id):
    for _ in range(5):
        assert child(lambda: unkey.apis.get(api_id).data.name) == "payments"
    assert unkey.apis.get(api_id).data.name == "payments"


def test_a_child_that_is_forked_amid_calls_makes_calls(unkey, api_id):
    stop = threading.Event()

    def busy():
        while not stop.is_set():
            unkey.apis.get(api_id)

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        told = [child(lambda: unkey.apis.get(api_id).data.name) for _ in range(10)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert told == ["payments"] * 10


def test_a_grandchild_makes_calls(unkey, api_id):
    assert child(lambda: child(lambda: unkey.apis.get(api_id).data.name)) == "payments"


def test_a_child_of_a_parent_that_did_everything_does_everything(emulator, unkey, api_id):
    """As a worker of a server that loaded the program before it forked."""

    async def name(client):
        return (await client.apis.get(api_id)).data.name

    def work():
        with Emulator() as own:
            message = own.client().liveness().data.message
        listed = len(list(unkey.keys.list(api_id)))
        planned = unkey.revoke.plan(Selector.api(api_id)).summary().total
        return unkey.apis.get(api_id).data.name, asyncio.run(name(client)), listed, planned, message

    unkey.keys.create(api_id=api_id)
    client = emulator.async_client()
    asyncio.run(name(client))
    unkey.revoke.plan(Selector.api(api_id)).summary()
    assert child(work) == str(("payments", "payments", 1, 1, "The emulator is up."))


def test_a_view_in_a_child_keeps_its_options(unkey, api_id):
    view = unkey.with_options(timeout=5)
    assert child(lambda: view.apis.get(api_id).data.name) == "payments"


def test_what_a_child_inherits_and_drops_does_not_hang(emulator):
    def work():
        nonlocal unkey, plan, listing
        del unkey, plan, listing
        return "dropped"

    unkey = emulator.client()
    unkey.apis.create(name="payments")
    plan = unkey.revoke.plan(Selector.keys(["key_1"]))
    listing = unkey.keys.list("api_1")
    assert child(work) == "dropped"


def test_a_plan_and_a_run_belong_to_their_process(emulator, unkey, api_id):
    key_id = unkey.keys.create(api_id=api_id).data.key_id
    plan = unkey.revoke.plan(Selector.keys([key_id]))
    plan.summary()
    told = child(plan.summary)
    assert told.startswith("RuntimeError: this Plan belongs to process") and str(os.getpid()) in told
    run = plan.apply()
    assert child(run.stop).startswith("RuntimeError: this Run belongs to process")
    assert run.report().ok


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_a_pool_make_calls(emulator, method):
    if method == "fork":
        emulator.client().apis.create(name="payments")
    with multiprocessing.get_context(method).Pool(2) as pool:
        told = pool.starmap_async(call, [(emulator.url, emulator.root_key)] * 4).get(PATIENCE)
    assert told == ["The emulator is up."] * 4


def call(url, root_key):
    return Unkey(root_key, base_url=url).liveness().data.message


WAITING = """
import sys
from unkey_kit import Unkey
unkey = Unkey(sys.argv[1], base_url=sys.argv[2], timeout=3600, deadline=3600)
print("ready", flush=True)
try:
    unkey.keys.get("key_1")
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_ends_a_call_and_closes_its_request(emulator, journal):
    emulator.faults.add("keys.getKey", delay=3_600_000)
    command = [sys.executable, "-c", WAITING, emulator.root_key, emulator.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        journal("keys.getKey", begun=True)
        pressed = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "interrupted\n"
        assert time.monotonic() - pressed < 2
        assert process.wait(PATIENCE) == 0
    assert journal("keys.getKey")["hungUp"] is True


EXITS = {
    "after a call": "unkey.liveness()",
    "with a listing half read": "listing = unkey.keys.list(api); next(listing)",
    "with a daemon thread in a call": (
        "import threading, time; threading.Thread(target=lambda: unkey.keys.get('slow'), daemon=True).start(); "
        "time.sleep(0.3)"
    ),
    "with a run under way": "run = unkey.revoke.plan(u.Selector.api(api)).apply()",
    "with a loop that was left in mid-call": (
        "import asyncio; client = u.AsyncUnkey(root, base_url=url); loop = asyncio.new_event_loop(); "
        "task = loop.create_task(client.keys.get('slow')); loop.run_until_complete(asyncio.sleep(0.2)); "
        "task.cancel(); loop.run_until_complete(asyncio.wait({task})); loop.close()"
    ),
    "with a provider": "other = u.Unkey(lambda: root, base_url=url); other.apis.get(api)",
    "with an emulator": "from unkey_kit.testing import Emulator; e = Emulator(); e.client().liveness()",
}


@pytest.mark.parametrize("moment", EXITS)
def test_an_interpreter_ends_without_hanging(emulator, unkey, api_id, moment):
    unkey.keys.create(api_id=api_id)
    emulator.faults.add("keys.getKey", delay=3_600_000)
    program = "import sys, unkey_kit as u\nroot, url, api = sys.argv[1:]\nunkey = u.Unkey(root, base_url=url)\n"
    done = python(program + EXITS[moment] + "\nprint('done')", emulator.root_key, emulator.url, api_id)
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


def test_a_process_that_waits_for_a_run_ends_when_it_does(emulator, unkey, api_id):
    for _ in range(20):
        unkey.keys.create(api_id=api_id)
    program = """
import sys, unkey_kit as u
root, url, api = sys.argv[1:]
run = u.Unkey(root, base_url=url).revoke.plan(u.Selector.api(api)).apply()
print(run.report().counts.revoked)
"""
    done = python(program, emulator.root_key, emulator.url, api_id)
    assert (done.returncode, done.stdout) == (0, "20\n")
    assert not any(key["enabled"] for key in emulator.keys())


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="counts the threads that Linux shows")
def test_a_program_that_only_waits_for_calls_gets_no_thread(emulator):
    program = """
import os, sys, unkey_kit as u
u.Unkey(sys.argv[1], base_url=sys.argv[2]).liveness()
print(len(os.listdir("/proc/self/task")))
"""
    assert python(program, emulator.root_key, emulator.url).stdout == "1\n"


def test_importing_the_package_imports_nothing_heavy():
    program = "import sys; before = set(sys.modules); import unkey_kit; print(*sorted(set(sys.modules) - before))"
    imported = python(program).stdout.split()
    assert {name.split(".")[0] for name in imported} <= {"unkey_kit", "__future__"}


COMMAND = [sys.executable, "-c", "from unkey_kit._command import main; main()"]


def test_the_command_comes_with_the_package():
    script = os.path.join(os.path.dirname(sys.executable), "unkey-kit")
    done = subprocess.run([script, "explain", "key_disabled"], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0 and "err:unkey:authorization:key_disabled" in done.stdout
    wrong = subprocess.run([*COMMAND, "--no-such-option"], capture_output=True, text=True, timeout=PATIENCE)
    assert wrong.returncode == 2 and "Usage" in wrong.stderr


def test_ctrl_c_ends_the_command():
    with subprocess.Popen([*COMMAND, "emulator", "--json"], stdout=subprocess.PIPE, text=True) as process:
        assert '"rootKey"' in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) in (0, 130, -signal.SIGINT)
