"""Calls: arguments, answers, errors that are told apart without text, options."""

import threading

import pytest

import unkey_kit
from unkey_kit import UNSET, Credits, CreditsUpdate, ErrorCode, KeySecret, Unkey, UnkeyError


def test_the_four_403s_and_both_key_not_found_are_classes_of_their_own(emulator, unkey):
    made = emulator.workspace(
        {
            "rootKeys": {
                "none": {},
                "off": {"enabled": False},
                "old": {"expires": 1_700_000_000_000},
                "lost": {"permissions": ["api.*.read_api"], "workspace": "missing"},
            },
            "apis": {"payments": {}},
        }
    )
    api_id = made["ids"]["payments"]

    def refused(root_key):
        with pytest.raises(UnkeyError) as caught:
            emulator.client(root_key).apis.get(api_id)
        return caught.value

    assert type(refused(made["rootKeys"]["off"])) is unkey_kit.KeyDisabledError
    assert type(refused(made["rootKeys"]["old"])) is unkey_kit.ForbiddenError
    lacking = refused(made["rootKeys"]["none"])
    assert type(lacking) is unkey_kit.InsufficientPermissionsError
    assert isinstance(lacking, unkey_kit.PermissionDeniedError)
    assert lacking.missing == ("api.*.read_api", f"api.{api_id}.read_api")
    assert type(refused("unkey_unknown")) is unkey_kit.RootKeyNotFoundError
    with pytest.raises(unkey_kit.KeyNotFoundError) as caught:
        unkey.keys.get("key_unknown")
    assert caught.value.code == ErrorCode.KEY_NOT_FOUND == "err:unkey:data:key_not_found"
    assert caught.value.code.name == "key_not_found"
    assert (caught.value.status, caught.value.attempts, caught.value.effect) == (404, 1, "none")


def test_a_code_that_nobody_knows_is_a_code_all_the_same(emulator, unkey):
    body = '{"meta":{"requestId":"r"},"error":{"type":"https://unkey.com/docs/errors/unkey/data/odd","detail":"?"}}'
    emulator.faults.add(effect={"answer": {"status": 404, "body": body}})
    with pytest.raises(unkey_kit.NotFoundError) as caught:
        unkey.keys.get("key_1")
    assert type(caught.value.code) is ErrorCode
    assert (caught.value.code, caught.value.code.category) == ("err:unkey:data:odd", "data")


def test_an_error_says_what_the_service_may_have_done(emulator, unkey, api_id):
    emulator.faults.add("keys.createKey", status=500, after_commit=True, times=1)
    with pytest.raises(unkey_kit.ServerError) as caught:
        unkey.keys.create(api_id=api_id)
    assert (caught.value.effect, caught.value.attempts) == ("unknown", 1)
    assert len(emulator.keys()) == 1


def test_the_text_of_a_refused_request_names_the_field(unkey):
    with pytest.raises(unkey_kit.BadRequestError) as caught:
        unkey.keys.get("k")
    assert "[keyId: minLength]" in str(caught.value)
    assert caught.value.errors[0].location == "/properties/keyId/minLength"


def test_the_wait_of_a_rate_limit_is_in_seconds(emulator, unkey):
    emulator.faults.add(status=429, retry_after=7)
    with pytest.raises(unkey_kit.RateLimitError) as caught:
        unkey.with_options(max_attempts=1).keys.get("key_1")
    assert caught.value.retry_after == 7.0


def test_unset_keeps_a_field_none_clears_it_and_a_value_sets_it(unkey, api_id):
    key_id = unkey.keys.create(api_id=api_id, name="first").data.key_id

    def name():
        return unkey.keys.get(key_id).data.name

    unkey.keys.update(key_id, name=UNSET)
    assert name() == "first"
    unkey.keys.update(key_id, name="second")
    assert name() == "second"
    unkey.keys.update(key_id, name=None)
    assert name() is None


def test_a_nested_request_is_an_instance_or_a_dict(unkey, api_id):
    refill = {"interval": "monthly", "amount": 50, "refill_day": 3}
    key_id = unkey.keys.create(api_id=api_id, credits=Credits(remaining=5, refill=refill)).data.key_id
    unkey.keys.update(key_id, credits={"remaining": 7})
    credits = unkey.keys.get(key_id).data.credits
    assert (credits.remaining, credits.refill.refill_day) == (7, 3)
    unkey.keys.update(key_id, credits=CreditsUpdate(refill=None))
    assert unkey.keys.get(key_id).data.credits == Credits(remaining=7)


def test_an_integer_of_64_bits_stays_itself(unkey, api_id):
    most = 2**63 - 1
    key_id = unkey.keys.create(api_id=api_id, credits={"remaining": most}).data.key_id
    assert unkey.keys.get(key_id).data.credits.remaining == most


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({}, TypeError, "create() missing required argument: 'api_id'"),
        ({"api_id": 3}, TypeError, "create(): 'api_id' must be str, not int"),
        ({"api_id": "a", "externalId": "u"}, TypeError, "unexpected keyword argument 'externalId'"),
        ({"api_id": "a", "enabled": 1}, TypeError, "'enabled' must be bool, not int"),
        ({"api_id": "a", "expires": True}, TypeError, "'expires' must be int, not bool"),
        ({"api_id": "a", "roles": "admin"}, TypeError, "'roles' must be a list, not str"),
        ({"api_id": "a", "roles": [1]}, TypeError, "an item of create(): 'roles' must be str, not int"),
        ({"api_id": "a", "credits": {"remainin": 1}}, TypeError, "unexpected keyword argument 'remainin'"),
        ({"api_id": "a", "credits": 5}, TypeError, "'credits' must be Credits, not int"),
        ({"api_id": "a", "meta": {"x": object()}}, TypeError, "must be a JSON value, not object"),
        ({"api_id": "a", "meta": {"x": float("nan")}}, ValueError, "has no JSON form"),
        ({"api_id": "a", "expires": 2**80}, ValueError, "more than 64 bits"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_sent(emulator, unkey, arguments, error, text):
    with pytest.raises(error) as caught:
        unkey.keys.create(**arguments)
    assert text in str(caught.value)
    assert emulator.requests() == []


def test_json_that_never_ends_is_refused(unkey):
    endless = {}
    endless["self"] = endless
    with pytest.raises(ValueError, match="too deep"):
        unkey.keys.create(api_id="a", meta=endless)


def test_only_the_one_argument_that_must_be_there_may_be_positional(unkey):
    with pytest.raises(TypeError, match=r"takes 1 positional arguments but 2 were given"):
        unkey.keys.delete("key_1", True)
    with pytest.raises(TypeError, match="multiple values for argument 'key_id'"):
        unkey.keys.delete("key_1", key_id="key_1")


def test_a_value_that_an_enum_does_not_have_is_refused_with_those_that_it_has(unkey):
    with pytest.raises(ValueError, match="must be one of 'set', 'increment', 'decrement'"):
        unkey.keys.update_credits(key_id="key_1", operation="double")


def test_what_is_not_modelled_is_called_by_its_name(unkey, api_id):
    answer = unkey.call_raw("apis.getApi", {"apiId": api_id})
    assert answer["data"] == {"id": api_id, "name": "payments"}


def test_a_timeout_is_an_error_of_its_own_that_shadows_no_built_in(emulator, unkey):
    emulator.faults.add(delay=30_000)
    with pytest.raises(unkey_kit.UnkeyTimeoutError):
        unkey.with_options(timeout=0.05, max_attempts=1).liveness()
    assert not {"ConnectionError", "TimeoutError", "PermissionError"} & set(unkey_kit.__all__)


def test_a_provider_is_asked_again_when_its_key_is_refused(emulator, unkey, api_id):
    keys = ["unkey_rotated_out", KeySecret(emulator.root_key)]
    client = Unkey(lambda: keys.pop(0), base_url=emulator.url)
    assert client.apis.get(api_id).data.name == "payments"
    assert keys == []


def test_what_a_provider_raises_is_the_cause_of_the_error(emulator):
    def provider():
        raise LookupError("the vault is sealed")

    with pytest.raises(unkey_kit.AuthenticationError) as caught:
        Unkey(provider, base_url=emulator.url).keys.get("key_1")
    assert isinstance(caught.value.__cause__, LookupError)
    assert "sealed" not in str(caught.value)


def test_a_listing_gives_items_across_pages_or_pages(emulator, unkey, api_id):
    for _ in range(5):
        unkey.keys.create(api_id=api_id, external_id="user_1")

    def listing():
        return unkey.keys.list(api_id, external_id="user_1", limit=2)

    before = len(emulator.requests())
    listing()
    assert len(emulator.requests()) == before
    assert len({key.key_id for key in listing()}) == 5
    assert [len(page.data) for page in listing().pages()] == [2, 2, 1]
    first = next(listing().pages())
    rest = unkey.keys.list(api_id, external_id="user_1", cursor=first.pagination.cursor)
    assert len(list(rest)) == 3


def test_a_call_leaves_the_interpreter_to_other_threads(emulator, unkey):
    emulator.faults.add(delay=500)
    counted = 0
    call = threading.Thread(target=unkey.liveness)
    call.start()
    while call.is_alive():
        counted += 1
    assert counted > 1000


def test_codes_are_explained():
    assert [known.status for known in unkey_kit.explain("key_not_found")] == [401, 404]
    assert unkey_kit.explain("key_disabled")[0].code is not None
    assert unkey_kit.explain("no_such_code") == []
