"""Calls of every shape, as type checkers must see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import assert_type

from unkey_kit import (
    UNSET,
    AsyncEvents,
    AsyncItems,
    AsyncRun,
    AsyncUnkey,
    CreatedKey,
    Credits,
    ErrorCode,
    Events,
    Explanation,
    InsufficientPermissionsError,
    Items,
    Key,
    KeyOutcome,
    KeySecret,
    Page,
    PlanSummary,
    Report,
    Response,
    RevokeEvent,
    Run,
    Selector,
    SelectorUser,
    Unkey,
    UnkeyError,
    explain,
)

if TYPE_CHECKING:
    from unkey_kit.testing import Emulator, FreshWorkspace


def calls(unkey: Unkey) -> None:
    assert_type(unkey.keys.create(api_id="a", credits={"remaining": 1}, meta={"a": [1]}), Response[CreatedKey])
    assert_type(unkey.keys.create("a", credits=Credits(remaining=1)).data.key, KeySecret)
    assert_type(unkey.keys.delete("k", permanent=True), Response[None])
    assert_type(unkey.keys.update("k", name=None, expires=UNSET, roles=["r"]), Response[None])
    assert_type(unkey.keys.list("a"), Items[Key])
    for page in unkey.keys.list("a").pages():
        assert_type(page, Page[Key])
        assert_type(page.data, list[Key])
    for key in unkey.keys.list("a"):
        assert_type(key.meta, dict[str, Any] | None)
        assert_type(key.roles, list[str])
        if key.credits is not None:
            assert_type(key.credits.remaining, int | None)
    assert_type(unkey.ratelimit.multi_limit([{"namespace": "n", "identifier": "i", "limit": 1, "duration": 1000}]).data.passed, bool)
    assert_type(unkey.call_raw("portal.createSession", {}), Any)
    assert_type(unkey.with_options(timeout=1), Unkey)
    assert_type(explain("key_disabled"), list[Explanation])


def revocation(unkey: Unkey) -> None:
    plan = unkey.revoke.plan(Selector.user("u", apis=["a"]), allow_hidden=True)
    assert_type(Selector.user("u", ["a"]), SelectorUser)
    assert_type(plan.summary(), PlanSummary)
    run = plan.apply(action="disable", expect=1)
    assert_type(run, Run)
    assert_type(run.events(), Events[RevokeEvent])
    assert_type(run.status, RevokeEvent)
    assert_type(run.report(), Report)
    for outcome in run.outcomes():
        assert_type(outcome, KeyOutcome)


async def asynchronously(unkey: AsyncUnkey) -> None:
    assert_type(await unkey.keys.create("a"), Response[CreatedKey])
    assert_type(unkey.keys.list("a"), AsyncItems[Key])
    async for key in unkey.keys.list("a"):
        assert_type(key, Key)
    async for page in unkey.keys.list("a").pages():
        assert_type(page, Page[Key])
    run = unkey.revoke.plan(Selector.api("a")).apply()
    assert_type(run, AsyncRun)
    assert_type(run.events(), AsyncEvents[RevokeEvent])
    assert_type(await run.report(), Report)


def errors(error: UnkeyError, lacking: InsufficientPermissionsError) -> None:
    assert_type(error.code, ErrorCode | None)
    assert_type(error.retry_after, float | None)
    assert_type(error.effect, Literal["none", "unknown", "applied"])
    assert_type(lacking.missing, tuple[str, ...])
    if error.code == ErrorCode.KEY_NOT_FOUND:
        assert_type(ErrorCode.KEY_NOT_FOUND.name, str)


def mistakes(unkey: Unkey) -> None:
    unkey.keys.create(apiId="a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    unkey.keys.delete(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    unkey.keys.create("a", credits={"remainin": 1})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    unkey.keys.update_credits(key_id="k", operation="double")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Key(key_id="k", start="s", enabled=True, created_at=1).enabled = False  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def emulator(unkey_emulator: Emulator) -> None:
    assert_type(unkey_emulator.client(timeout=1.0), Unkey)
    assert_type(unkey_emulator.first_workspace, FreshWorkspace)
    assert_type(unkey_emulator.first_workspace["ids"]["payments"], str)
    unkey_emulator.faults.add("keys.deleteKey", status=500, after_commit=True, times=1)
