"""The emulator as tests of one's own software have it."""

import pytest

from unkey_kit import InsufficientPermissionsError, KeySecret
from unkey_kit.testing import Emulator


def test_the_first_workspace_is_as_the_setup_says_and_tells_what_its_aliases_have_become():
    setup = {
        "rootKeys": {"reader": {"permissions": ["api.{payments}.read_api"]}},
        "apis": {"payments": {}},
        "keys": [{"externalId": "user_1"}, {"key": "sk_planted"}],
    }
    with Emulator(setup, nodes=2) as emulator:
        first = emulator.first_workspace
        assert first["urls"] == emulator.urls and len(emulator.urls) == 2
        assert first["ids"]["workspace"] == emulator.workspace_id
        assert first["rootKeys"]["root"] == emulator.root_key
        reader = emulator.client(first["rootKeys"]["reader"])
        assert reader.apis.get(first["ids"]["payments"]).data.name == "payments"
        with pytest.raises(InsufficientPermissionsError):
            reader.apis.create(name="new")
        assert [key["keyId"] for key in first["keys"]] == [key["keyId"] for key in emulator.keys()]
        assert {key["apiId"] for key in first["keys"]} == {first["ids"]["payments"]}
        assert emulator.client().keys.verify(KeySecret("sk_planted")).data.key_id == first["keys"][1]["keyId"]
        assert first["rootKeys"]["reader"] not in repr(emulator)


def test_the_first_workspace_without_a_setup_has_its_id_and_the_root_key_for_everything(emulator):
    first = {"urls": [emulator.url], "ids": {"workspace": emulator.workspace_id}, "rootKeys": {"root": emulator.root_key}}
    assert emulator.first_workspace == first


@pytest.mark.parametrize(
    ("setup", "said"),
    [
        ({"kees": []}, "the setup cannot be read: unknown field `kees`"),
        ({"apis": {"a": {}}, "keys": [{"externalID": "user_1"}]}, r"at `keys\[0\].externalID`"),
        ({"keys": [{"api": "payments"}]}, "there is no API payments"),
    ],
)
def test_a_setup_that_cannot_be_read_or_made_is_refused_and_says_why(setup, said):
    with pytest.raises(ValueError, match=said):
        Emulator(setup)


def test_everything_follows_from_a_seed():
    def made(seed):
        with Emulator(seed=seed) as emulator:
            return emulator.root_key, emulator.workspace_id, emulator.client().apis.create(name="billing").data.api_id

    assert made(7) == made(7) != made(2**64 - 1)
    assert made(None) != made(None)
