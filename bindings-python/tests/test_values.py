"""Values: shown, compared, copied, pickled, matched; secrets stay secrets."""

import copy
import inspect
import pickle

import pytest

import unkey_kit
from unkey_kit import UNSET, CreditsUpdate, Identity, Key, KeySecret, Selector


@pytest.fixture
def key(unkey, api_id):
    made = unkey.keys.create(api_id=api_id, external_id="user_1", meta={"plan": ["pro"]}, credits={"remaining": 5})
    return unkey.keys.get(made.data.key_id).data


def test_nothing_that_is_printed_shows_a_secret(emulator, unkey, api_id):
    made = unkey.keys.create(api_id=api_id)
    plain = made.data.key.reveal()
    with pytest.raises(unkey_kit.UnkeyError) as caught:
        unkey.keys.whoami(KeySecret(plain + "x"))
    for shown in (made, made.data, made.data.key, unkey, unkey.keys, caught.value, [made]):
        for text in (repr(shown), str(shown), f"{shown}", "%s" % (shown,)):
            assert plain not in text and emulator.root_key not in text
    assert str(made.data.key) == "[redacted: call reveal()]"
    assert unkey.keys.verify(made.data.key).data.code == "VALID"


def test_a_secret_is_copied_but_not_pickled(unkey, api_id):
    made = unkey.keys.create(api_id=api_id)
    assert copy.deepcopy(made) == made
    for value in (made, made.data, made.data.key):
        with pytest.raises(TypeError, match="KeySecret"):
            pickle.dumps(value)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_values_survive_pickling(unkey, api_id, key, protocol):
    page = next(unkey.keys.list(api_id).pages())
    selector = Selector.user("user_1", apis=["api_1"])
    for value in (key, page, page.pagination, selector, CreditsUpdate(remaining=None), UNSET):
        assert pickle.loads(pickle.dumps(value, protocol)) == value
    assert pickle.loads(pickle.dumps(UNSET, protocol)) is UNSET


def test_errors_survive_pickling(unkey):
    with pytest.raises(unkey_kit.KeyNotFoundError) as caught:
        unkey.keys.get("key_1")
    error = pickle.loads(pickle.dumps(caught.value))
    assert type(error) is unkey_kit.KeyNotFoundError
    assert (str(error), error.__dict__) == (str(caught.value), caught.value.__dict__)
    assert type(error.code) is unkey_kit.ErrorCode


def test_values_compare_by_their_fields(key):
    assert copy.deepcopy(key) == key
    assert key != "key" and Identity(id="i", external_id="a") != Identity(id="i", external_id="b")
    with pytest.raises(TypeError, match="unhashable"):
        hash(key)


def test_values_show_what_they_hold(key):
    assert repr(key.identity) == f"Identity(id={key.identity.id!r}, external_id='user_1')"
    assert repr(CreditsUpdate(remaining=None)) == "CreditsUpdate(remaining=None)"
    assert repr(Selector.api("api_1")) == "Selector.Api(api_id='api_1')"


def test_reading_a_field_twice_gives_the_same_object(key):
    assert key.meta is key.meta and key.meta == {"plan": ["pro"]}
    assert key.credits is key.credits and key.permissions is key.permissions


def test_values_cannot_be_changed(key):
    with pytest.raises(AttributeError):
        key.enabled = False


def test_values_match_patterns(key):
    match key:
        case Key(credits=unkey_kit.Credits(remaining=5), identity=Identity(external_id=user)):
            assert user == "user_1"
        case _:
            pytest.fail("no pattern matched")


def test_an_enum_with_data_is_a_class_for_each_variant():
    by_constructor = Selector.user("user_1", apis=["api_1"])
    assert by_constructor == Selector.User(external_id="user_1", apis=["api_1"])
    assert isinstance(by_constructor, Selector) and Selector.User is unkey_kit.SelectorUser
    match by_constructor:
        case Selector.Keys():
            pytest.fail("it selects a user")
        case Selector.User(external_id=user, apis=[api]):
            assert (user, api) == ("user_1", "api_1")
    with pytest.raises(TypeError, match="missing required argument: 'apis'"):
        Selector.user("user_1")


def test_a_value_of_ones_own_is_made_from_keywords():
    key = Key(key_id="key_1", start="abc", enabled=True, created_at=1)
    assert (key.key_id, key.roles, key.expires) == ("key_1", [], None)
    with pytest.raises(TypeError, match="missing required argument: 'start'"):
        Key(key_id="key_1", enabled=True, created_at=1)


def test_update_fields_of_a_value_have_three_states():
    update = CreditsUpdate(remaining=None)
    assert (update.remaining, update.refill) == (None, UNSET)
    assert not UNSET and repr(UNSET) == "UNSET"


def test_everything_has_its_documentation_and_its_signature():
    assert unkey_kit.Keys.delete.__doc__.startswith("Deletes a key")
    assert "permanent: Whether the key is wiped" in unkey_kit.Keys.delete.__doc__
    assert str(inspect.signature(unkey_kit.Keys.delete)) == "(self, /, key_id, *, permanent=None)"
    assert unkey_kit.Key.key_id.__doc__ == "The key's id."
    assert str(inspect.signature(unkey_kit.Unkey)).startswith("(root_key=None, *, base_url=None")


def test_generic_classes_take_their_argument_when_a_program_runs():
    assert unkey_kit.Response[Key].__origin__ is unkey_kit.Response
    assert unkey_kit.AsyncItems[Key].__args__ == (Key,)
