"""Revocation, end to end: the emulator's own state agrees with every outcome."""

import asyncio
import gc
import time

import pytest

import unkey_kit
from unkey_kit import RevokeEvent, Selector

DONE = {"revoked", "already_revoked"}


@pytest.fixture
def keys(unkey, api_id):
    """Twelve keys of a user, of which three are disabled, and one of somebody else."""
    made = [unkey.keys.create(api_id=api_id, external_id="user_1", enabled=n % 4 != 0) for n in range(12)]
    unkey.keys.create(api_id=api_id, external_id="user_2")
    return [answer.data.key_id for answer in made]


def enabled(emulator):
    return {key["keyId"]: key["enabled"] for key in emulator.keys()}


def test_plan_apply_follow_report_and_restore(emulator, unkey, api_id, keys):
    before = enabled(emulator)
    plan = unkey.revoke.plan(Selector.user("user_1", apis=[api_id]))
    seen = plan.summary()
    assert (seen.total, seen.counts.active, seen.counts.disabled) == (12, 9, 3)
    assert {key.key_id for key in plan.planned_keys()} == set(keys)
    assert enabled(emulator) == before

    run = plan.apply(action="disable", expect=seen.total, reason="offboarding")
    events = list(run.events())
    assert all(type(event) is RevokeEvent for event in events)
    assert (events[-1].phase, events[-1].done, events[-1].total) == ("finished", 12, 12)
    assert events[-1].counts.revoked == 9
    report = run.report()
    assert report.ok and (report.counts.revoked, report.counts.already_revoked) == (9, 3)
    outcomes = {outcome.key_id: outcome.outcome for outcome in run.outcomes()}
    after = enabled(emulator)
    assert set(outcomes) == set(keys)
    for key_id, was in before.items():
        assert after[key_id] == (was and key_id not in outcomes)
        if key_id in outcomes:
            assert outcomes[key_id] == ("revoked" if was else "already_revoked")
    assert run.status.phase == "finished"

    undone = plan.restore().report()
    assert undone.ok and undone.counts.restored == 9
    assert enabled(emulator) == before


def test_the_same_asynchronously(emulator, api_id, keys):
    async def main():
        async with emulator.async_client() as unkey:
            plan = unkey.revoke.plan(Selector.user("user_1", apis=[api_id]))
            seen = await plan.summary()
            run = plan.apply(action="delete", expect=seen.total)
            phases = [event.phase async for event in run.events()]
            report = await run.report()
            return phases, report, [outcome async for outcome in run.outcomes()]

    phases, report, outcomes = asyncio.run(asyncio.wait_for(main(), 30))
    assert phases[-1] == "finished" and report.ok
    deleted = {key["keyId"] for key in emulator.keys() if key.get("deleted") == "soft"}
    assert deleted == {outcome.key_id for outcome in outcomes} == set(keys)


def test_cancelling_a_wait_or_dropping_a_handle_stops_nothing(emulator, api_id, keys):
    emulator.faults.add("keys.updateKey", delay=300)

    async def main():
        async with emulator.async_client() as unkey:
            run = unkey.revoke.plan(Selector.keys(keys)).apply()
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(run.report(), 0.1)
            del run
            gc.collect()

    asyncio.run(main())
    deadline = time.monotonic() + 20
    while any(enabled(emulator)[key_id] for key_id in keys):
        assert time.monotonic() < deadline, "the run was stopped"
        time.sleep(0.02)


def test_stop_leaves_no_key_in_doubt(emulator, unkey, api_id):
    keys = [unkey.keys.create(api_id=api_id).data.key_id for _ in range(60)]
    emulator.faults.add("keys.updateKey", delay=300)
    run = unkey.revoke.plan(Selector.keys(keys)).apply()
    for event in run.events():
        if event.phase == "applying" and event.done:
            run.stop()
            break
    report = run.report()
    outcomes = {outcome.key_id: outcome.outcome for outcome in run.outcomes()}
    assert {stop.cause for stop in report.stops} == {"asked"} and not report.ok
    assert set(outcomes.values()) == {"revoked", "skipped"}
    assert {key_id: outcome == "skipped" for key_id, outcome in outcomes.items()} == enabled(emulator)


def test_guards_refuse_before_anything_is_changed(emulator, unkey, api_id, keys):
    before = enabled(emulator)
    plan = unkey.revoke.plan(Selector.keys(keys))
    for guard in ({"expect": 11}, {"max_keys": 5}, {"protect": [keys[3]]}):
        with pytest.raises(unkey_kit.RefusedError):
            plan.apply(**guard).report()
    with pytest.raises(unkey_kit.NothingMatchedError):
        unkey.revoke.plan(Selector.user("nobody", apis=[api_id])).apply().report()
    assert enabled(emulator) == before


def test_each_outcome_agrees_with_the_true_state(emulator, unkey, api_id, keys):
    plan = unkey.revoke.plan(Selector.keys([*keys, "key_of_nobody"]))
    assert plan.summary().counts.not_found == 1
    for key_id in keys[1:4]:
        unkey.keys.delete(key_id)
    emulator.faults.add("keys.updateKey", code="unkey/authorization/insufficient_permissions", times=1, skip=2)
    run = plan.apply()
    report = run.report()
    truth = {key["keyId"]: key for key in emulator.keys()}
    found = {outcome.key_id: outcome.outcome for outcome in run.outcomes()}
    assert found.pop("key_of_nobody") == "not_found" and set(found) == set(keys)
    # Which key the one denial strikes is a matter of order.
    assert list(found.values()).count("denied") == 1
    for key_id, outcome in found.items():
        true_state = truth[key_id]
        if outcome == "already_gone":
            assert true_state["deleted"] == "soft"
        elif outcome == "denied":
            assert true_state["enabled"]
        else:
            assert outcome in DONE and not true_state["enabled"] and "deleted" not in true_state
    assert not report.ok and report.counts.already_gone == list(found.values()).count("already_gone") >= 2
