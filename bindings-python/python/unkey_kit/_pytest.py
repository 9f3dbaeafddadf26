"""The pytest plugin: the fixture `unkey_emulator`."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .testing import Emulator


@pytest.fixture
def unkey_emulator() -> Iterator[Emulator]:
    """An emulator of the test's own."""
    from .testing import Emulator

    with Emulator() as emulator:
        yield emulator
