"""The emulator, for tests of software that uses this package: no account, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, Literal, TypedDict
from urllib.parse import quote

from ._native import AsyncUnkey, NativeEmulator, Unkey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import NotRequired, Self


class OperationCounts(TypedDict):
    """How often an operation named a key, and how often that changed something."""

    seen: int
    applied: int


class KeyState(TypedDict):
    """The true state of a key; names are those of the admin address."""

    keyId: str
    apiId: str
    externalId: NotRequired[str]
    enabled: bool
    createdAt: int
    updatedAt: NotRequired[int]
    deleted: NotRequired[Literal["soft", "permanent"]]
    operations: dict[str, OperationCounts]


class JournalEntry(TypedDict):
    """A request that the emulator has seen; names are those of the admin address."""

    number: int
    time: int
    operation: str
    rootKeyId: NotRequired[str]
    connection: NotRequired[int]
    node: int
    status: NotRequired[int]
    fault: bool
    hungUp: bool


class FreshWorkspace(TypedDict):
    """What a fresh workspace has; names are those of the admin address."""

    urls: list[str]
    rootKeys: dict[str, str]
    ids: dict[str, str]
    keys: NotRequired[list[dict[str, str]]]


class Emulator:
    """A local Unkey that listens on free ports of the loopback address until it is stopped.

    Args:
        setup: What its first workspace has, as the emulator's guide describes it.
        seed: Makes every id and secret follow from this number. Default: random.
        nodes: How many nodes answer, each with a cache of its own.
    """

    faults: Final[Faults]
    """What goes wrong on demand."""
    first_workspace: Final[FreshWorkspace]
    """What the setup of its first workspace has become. The root key that may do everything has the alias `root`."""

    def __init__(self, setup: Mapping[str, Any] | None = None, *, seed: int | None = None, nodes: int = 1) -> None:
        described = None if setup is None else json.dumps(setup)
        self._native = NativeEmulator(setup=described, seed=seed, nodes=nodes)
        self.faults = Faults(self)
        first: FreshWorkspace = json.loads(self._native.first_workspace)
        first["urls"] = self.urls
        self.first_workspace = first

    @property
    def url(self) -> str:
        """The base URL of the API."""
        return self._native.url

    @property
    def urls(self) -> list[str]:
        """The base URL of each node."""
        return self._native.urls

    @property
    def admin_url(self) -> str:
        """The base URL of the admin calls."""
        return self._native.admin_url

    @property
    def root_key(self) -> str:
        """A root key that may do everything."""
        return self._native.root_key

    @property
    def workspace_id(self) -> str:
        """The id of its first workspace."""
        return self._native.workspace_id

    def client(self, root_key: str | None = None, **options: Any) -> Unkey:
        """Builds a client of this emulator, with any options of `Unkey`."""
        return Unkey(root_key or self.root_key, **{"base_url": self.url, **options})

    def async_client(self, root_key: str | None = None, **options: Any) -> AsyncUnkey:
        """Builds an asynchronous client of this emulator, with any options of `AsyncUnkey`."""
        return AsyncUnkey(root_key or self.root_key, **{"base_url": self.url, **options})

    def workspace(self, setup: Mapping[str, Any] | None = None) -> FreshWorkspace:
        """Makes a fresh workspace; the setup is described in the emulator's guide."""
        made: FreshWorkspace = self.admin("POST", "/workspaces", setup or {})
        return made

    def keys(self, workspace_id: str | None = None) -> list[KeyState]:
        """Tells the true state of every key of a workspace, deleted ones too."""
        keys: list[KeyState] = []
        path = f"/workspaces/{workspace_id or self.workspace_id}/keys"
        cursor = ""
        while True:
            page = self.admin("GET", path + (f"?cursor={quote(cursor, safe='')}" if cursor else ""))
            keys.extend(page["keys"])
            cursor = page.get("cursor", "")
            if not cursor:
                return keys

    def requests(self, workspace_id: str | None = None) -> list[JournalEntry]:
        """Tells which requests a workspace has seen, the oldest first."""
        told: list[JournalEntry] = self.admin("GET", f"/workspaces/{workspace_id or self.workspace_id}/requests")[
            "requests"
        ]
        return told

    def advance(self, ms: int) -> None:
        """Moves the clock forward, in milliseconds."""
        self.admin("POST", "/clock", {"advance": ms})

    def admin(self, method: Literal["GET", "POST", "DELETE"], path: str, body: Any = None) -> Any:
        """Makes any admin call; gives its answer.

        Raises:
            ValueError: If the emulator refuses it.
        """
        status, answer = self._native.admin(method, path, "" if body is None else json.dumps(body))
        told = json.loads(answer)
        if status != 200:
            raise ValueError(f"the emulator refused {method} {path}: {told.get('error', status)}")
        return told

    def stop(self) -> None:
        """Stops the emulator and closes every connection."""
        self._native.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"Emulator(url={self.url!r})"


STATUS_CODES: Final = {
    401: "unkey/authentication/key_not_found",
    429: "user/too_many_requests/workspace_rate_limited",
    500: "unkey/application/unexpected_error",
    503: "unkey/application/service_unavailable",
}


class Faults:
    """What goes wrong on demand."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    def add(
        self,
        operation: str | None = None,
        *,
        status: int | None = None,
        code: str | None = None,
        retry_after: int | None = None,
        effect: str | Mapping[str, Any] | None = None,
        after_commit: bool = False,
        times: int | None = None,
        skip: int = 0,
        delay: int = 0,
        probability: float | None = None,
        seed: int | None = None,
        header: Mapping[str, str] | None = None,
        workspace_id: str | None = None,
    ) -> None:
        """Arms a fault.

        Args:
            operation: The operation that it strikes, named as the API names it. Default: any.
            status: Answers with the service's usual error of this status: 401, 429, 500 or 503.
            code: Answers with this error of the service.
            retry_after: How many seconds that error asks to wait.
            effect: Any other effect, as the emulator's guide describes them: `"close"`, `{"html": {"status": 502}}`.
            after_commit: Whether the change is applied, and only the answer is lost or late.
            times: How many requests it strikes before it is spent. Default: all.
            skip: How many matching requests are let through first.
            delay: How long the request waits, in milliseconds.
            probability: The share of matching requests that it strikes, from 0 to 1. Default: all.
            seed: What `probability` draws from.
            header: A header that the request must carry: its `name` and, optionally, its `value`.
            workspace_id: The workspace whose requests it strikes. Default: the first one.
        """
        if status is not None:
            if status not in STATUS_CODES:
                raise ValueError(f"status must be one of {', '.join(map(str, STATUS_CODES))}: else name a code or effect")
            code = STATUS_CODES[status]
        if code is not None:
            effect = {"error": {"code": code} if retry_after is None else {"code": code, "retryAfter": retry_after}}
        fault = {
            "operation": operation,
            "effect": effect,
            "when": "after_commit" if after_commit else "before",
            "count": times,
            "skip": skip,
            "delay": delay,
            "probability": probability,
            "seed": seed,
            "header": header,
        }
        path = f"/workspaces/{workspace_id or self._emulator.workspace_id}/faults"
        self._emulator.admin("POST", path, {name: value for name, value in fault.items() if value is not None})

    def clear(self, workspace_id: str | None = None) -> None:
        """Disarms every fault."""
        self._emulator.admin("DELETE", f"/workspaces/{workspace_id or self._emulator.workspace_id}/faults")


__all__ = ["Emulator", "Faults", "FreshWorkspace", "JournalEntry", "KeyState", "OperationCounts"]
