"""The text of an error code, and its parts."""

from __future__ import annotations


class Code(str):
    """The text of an error code."""

    __slots__ = ()

    @property
    def system(self) -> str:
        """Which part of Unkey speaks, or that the caller is at fault: `unkey`, `frontline`, `user`."""
        return self._segment(1)

    @property
    def category(self) -> str:
        """What it concerns, for example `authorization`."""
        return self._segment(2)

    @property
    def name(self) -> str:
        """The last segment, for example `key_disabled`. Not unique: compare whole codes."""
        return self._segment(3)

    def _segment(self, index: int) -> str:
        segments = self.split(":")
        return segments[index] if index < len(segments) else ""
