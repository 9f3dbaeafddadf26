"""Plays every conformance case, with `Unkey` and with `AsyncUnkey`."""

import asyncio
import json
import os
import subprocess
import traceback
import urllib.request
from pathlib import Path

import pytest
from conformance_table import CALLS

from unkey_kit import AsyncUnkey, Unkey, UnkeyError

ROOT = Path(__file__).parents[2]
DEFAULT_ROOT_KEY = "conformance_root_key"
NAMES = {"requestId": "request_id", "docsUrl": "docs_url"}


def cases():
    for path in sorted((ROOT / "tests/conformance/cases").glob("*.json")):
        for case in json.loads(path.read_text())["cases"]:
            yield pytest.param(case, f"{path.stem}/{case['name']}", id=f"{path.stem}/{case['name']}")


@pytest.fixture(scope="session")
def stage():
    """Calls the server that plays the cases."""
    command = [os.environ.get("UNKEY_CONFORMANCE_SERVER", ROOT / "target/debug/conformance-server")]
    command.append(ROOT / "tests/conformance/cases")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        address = json.loads(server.stdout.readline())["url"]

        def call(path, body):
            headers = {"content-type": "application/json"}
            request = urllib.request.Request(address + path, json.dumps(body).encode(), headers)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)

        yield call
        server.stdin.close()


@pytest.mark.parametrize("manner", [Unkey, AsyncUnkey])
@pytest.mark.parametrize(("case", "name"), list(cases()))
def test_case(stage, case, name, manner):
    url = stage("/begin", {"name": name})["url"]
    result, error, printed = play(case, url, manner)
    problems = stage("/end", {"url": url})["problems"]
    if error is not None:
        error = describe(error, case.get("error", {}))
    problems += differences("result", plain(case.get("result")), result)
    problems += differences("error", plain(case.get("error")), error)
    hidden = [*case.get("hides", []), case.get("client", {}).get("rootKey", DEFAULT_ROOT_KEY)]
    # A root key of white space is in every text, and no secret.
    problems += [f"printed: {text}" for text in hidden if len(text.strip()) > 3 and text in printed]
    assert not problems, "\n".join(problems)


def play(case, url, manner):
    """Makes the call of a case; gives what it gave as JSON, its error, and every text that shows either."""
    shape, call, give = CALLS[case["call"]]
    taken, printed, error = None, "", None
    try:
        unkey = client(case, url, manner)
        called = call(unkey, plain(case.get("arguments")))
        if shape == "items":
            stream = called.pages() if case["take"] == "pages" else called
            given, error = drain(stream, manner)
            taken = [page_to_json(one, give) if case["take"] == "pages" else give(one) for one in given]
            taken = taken if taken or error is None else None
        else:
            given = waited(called) if manner is AsyncUnkey else called
            taken = answer_to_json(given, give) if shape == "answer" else give(given)
        printed = f"{given!r} {given} {unkey!r}"
    except UnkeyError as raised:
        error = raised
    if error is not None:
        texts = [str(error), repr(error), str(error.__dict__), *traceback.format_exception(error)]
        printed += "\n".join(texts)
    return taken, error, printed


def drain(stream, manner):
    """Takes everything until the end or the error, after which there must be nothing more."""
    step = (lambda: waited(anext(stream))) if manner is AsyncUnkey else (lambda: next(stream))
    taken, error = [], None
    ends = (StopIteration, StopAsyncIteration)
    try:
        while True:
            taken.append(step())
    except ends:
        pass
    except UnkeyError as raised:
        error = raised
    with pytest.raises(ends):
        step()
    return taken, error


def waited(awaitable):
    async def wait():
        return await asyncio.wait_for(awaitable, 20)

    try:
        return asyncio.run(wait())
    except RuntimeError as error:
        # `asyncio` lets no StopAsyncIteration out of a coroutine as it is.
        raise error.__cause__ or error from None


def client(case, url, manner):
    settings, options = case.get("client", {}), case.get("options", {})
    seconds = {"timeout": "attemptTimeoutMs", "deadline": "deadlineMs"}
    given = {"max_attempts": "attempts", "max_answer_bytes": "maxAnswerBytes", "headers": "headers"}
    given |= {"user_agent": "userAgent", "back_off": "backOff"}
    arguments = {name: settings[wire] for name, wire in given.items() if wire in settings}
    arguments |= {name: settings[wire] / 1000 for name, wire in seconds.items() if wire in settings}
    arguments.setdefault("back_off", False)
    root_key = settings.get("rootKey", DEFAULT_ROOT_KEY)
    if "rootKeys" in settings:
        left = list(settings["rootKeys"])
        root_key = lambda: left.pop(0) if len(left) > 1 else left[0]  # noqa: E731
    base_url = settings.get("baseUrl", "{url}").replace("{url}", url)
    view = {name: options[wire] / 1000 for name, wire in seconds.items() if wire in options}
    named = {"max_attempts": "attempts", "safe_to_repeat": "safeToRepeat"}
    view |= {name: options[wire] for name, wire in named.items() if wire in options}
    return manner(root_key, base_url=base_url, **arguments).with_options(**view)


def answer_to_json(answer, give):
    return {"meta": {"requestId": answer.meta.request_id}, "data": give(answer.data)}


def page_to_json(page, give):
    pagination = {"cursor": page.pagination.cursor, "hasMore": page.pagination.has_more}
    data = [give(item) for item in page.data]
    return {"meta": {"requestId": page.meta.request_id}, "data": data, "pagination": pagination}


def describe(error, expected):
    """An error as cases write it. Prose is compared only where the case quotes it."""
    plain_names = ["kind", "code", "status", "operation", "attempts", "effect"]
    shown = {name: getattr(error, NAMES.get(name, name)) for name in [*plain_names, *NAMES]}
    shown |= {name: getattr(error, name) for name in ("title", "detail") if name in expected}
    shown["retryAfter"] = None if error.retry_after is None else round(error.retry_after * 1000)
    shown["missing"] = list(error.missing)
    fields = ("location", "message", "fix")
    shown["errors"] = [{name: getattr(one, name) for name in fields} for one in error.errors]
    return shown


def plain(json):
    """JSON with integers beyond 2^53 - 1 as themselves."""
    if isinstance(json, dict):
        return int(json["$int"]) if set(json) == {"$int"} else {name: plain(one) for name, one in json.items()}
    return [plain(one) for one in json] if isinstance(json, list) else json


def differences(place, expected, actual):
    """Where two JSON values differ. What is not expected may be there if it is empty."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        lacking = [f"{place}.{name}: missing" for name in expected if name not in actual]
        extra = {name: value for name, value in actual.items() if name not in expected and value not in (None, [])}
        inside = [differences(f"{place}.{name}", expected[name], actual[name]) for name in expected if name in actual]
        return lacking + [f"{place}.{name}: unexpected {extra[name]!r}" for name in extra] + sum(inside, [])
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return sum((differences(f"{place}[{i}]", *pair) for i, pair in enumerate(zip(expected, actual))), [])
    same_type = isinstance(expected, bool) == isinstance(actual, bool)
    return [] if same_type and expected == actual else [f"{place}: expected {expected!r}, found {actual!r}"]
