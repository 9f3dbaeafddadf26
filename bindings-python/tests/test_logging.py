"""The logger `unkey_kit`: what the client does, and never a secret."""

import logging

import pytest

import unkey_kit


def test_calls_are_logged_with_operation_attempt_status_and_request(emulator, unkey, caplog):
    caplog.set_level(logging.DEBUG, "unkey_kit")
    emulator.faults.add("apis.createApi", status=429, times=1)
    answer = unkey.apis.create(name="payments")
    failed, done = [record for record in caplog.records if record.name == "unkey_kit"]
    assert (failed.operation, failed.attempt, failed.status) == ("apis.createApi", "1", "429")
    assert (done.operation, done.attempts, done.status) == ("apis.createApi", "2", "200")
    assert done.request_id == answer.meta.request_id
    assert done.getMessage().startswith("apis.createApi: done attempts=2 status=200")


def test_no_secret_is_logged_at_any_level(emulator, unkey, api_id, caplog):
    caplog.set_level(1)
    made = unkey.keys.create(api_id=api_id)
    unkey.keys.verify(made.data.key)
    with pytest.raises(unkey_kit.UnkeyError):
        unkey.keys.whoami("sk_planted_secret")
    with pytest.raises(unkey_kit.UnkeyError):
        emulator.client("unkey_planted_root_key").apis.get(api_id)
    logged = "".join(str(record.__dict__) for record in caplog.records)
    assert "keys.createKey" in logged
    secrets = (made.data.key.reveal(), emulator.root_key, "sk_planted_secret", "unkey_planted_root_key")
    assert not [secret for secret in secrets if secret in logged]


def test_nothing_is_logged_unless_the_logger_wants_it(unkey, caplog):
    caplog.set_level(logging.INFO, "unkey_kit")
    unkey.liveness()
    assert caplog.records == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_a_handler_raises_does_not_fail_the_call(unkey):
    class Broken(logging.Handler):
        def emit(self, record):
            raise RuntimeError("broken")

    logger, broken = logging.getLogger("unkey_kit"), Broken(logging.DEBUG)
    logger.addHandler(broken)
    logger.setLevel(logging.DEBUG)
    try:
        assert unkey.liveness().data.message
    finally:
        logger.removeHandler(broken)
        logger.setLevel(logging.NOTSET)
