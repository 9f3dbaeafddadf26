import builtins
from asyncio import AbstractEventLoop
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, ClassVar, Final, Generic, Literal, TypeAlias, TypedDict, TypeVar, final

from typing_extensions import Required, Self, disjoint_base

from ._error import Explanation

_T = TypeVar("_T", covariant=True)

@final
class UnsetType:
    """The type of `UNSET`, which leaves a field of an update as it is; `None` clears it."""

    def __bool__(self) -> Literal[False]: ...

UNSET: Final[UnsetType]
"""Leaves a field of an update as it is."""

@final
class KeySecret:
    """The plain text of a key: what `keys.create` answers once, and what `keys.verify` takes.

    Printing and formatting it give a redacted text, and pickling it is refused; `reveal()` gives the plain one.
    """

    def __new__(cls, text: str) -> Self: ...
    def reveal(self) -> str:
        """Gives the plain text."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Meta:
    """About an answer."""

    def __new__(cls, *, request_id: str) -> Self: ...
    @property
    def request_id(self) -> str:
        """The id by which Unkey's support finds the request."""

    def __eq__(self, other: object, /) -> bool: ...

@final
class Pagination:
    """Where the next page of a listing begins."""

    def __new__(cls, *, cursor: str | None = None, has_more: bool = False) -> Self: ...
    @property
    def cursor(self) -> str | None:
        """What to pass as `cursor` for the next page; `None` on the last one."""

    @property
    def has_more(self) -> bool:
        """Whether there is another page."""

    def __eq__(self, other: object, /) -> bool: ...

@final
class Response(Generic[_T]):
    """An answer of one value."""

    def __new__(cls, *, meta: Meta, data: _T) -> Self: ...
    @property
    def meta(self) -> Meta:
        """About the answer."""

    @property
    def data(self) -> _T:
        """The value."""

    def __eq__(self, other: object, /) -> bool: ...

@final
class Page(Generic[_T]):
    """One page of a listing."""

    def __new__(cls, *, meta: Meta, data: Sequence[_T], pagination: Pagination) -> Self: ...
    @property
    def meta(self) -> Meta:
        """About the answer."""

    @property
    def data(self) -> list[_T]:
        """The items."""

    @property
    def pagination(self) -> Pagination:
        """Where the next page begins."""

    def __eq__(self, other: object, /) -> bool: ...

@final
class Pages(Iterator[Page[_T]]):
    """The pages of a listing, fetched one by one as they are asked for."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> Page[_T]: ...

@final
class AsyncPages(AsyncIterator[Page[_T]]):
    """The pages of a listing, fetched one by one as they are asked for."""

    def __aiter__(self) -> Self: ...
    def __anext__(self) -> Coroutine[Any, Any, Page[_T]]: ...

@final
class Items(Iterator[_T]):
    """The items of a listing across its pages, fetched as they are asked for. Making one sends nothing."""

    def pages(self) -> Pages[_T]:
        """Gives whole pages instead, with their request ids and cursors."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> _T: ...

@final
class AsyncItems(AsyncIterator[_T]):
    """The items of a listing across its pages, fetched as they are asked for. Making one sends nothing."""

    def pages(self) -> AsyncPages[_T]:
        """Gives whole pages instead, with their request ids and cursors."""

    def __aiter__(self) -> Self: ...
    def __anext__(self) -> Awaitable[_T]: ...

@final
class Events(Iterator[_T]):
    """A stream of what happens, or of what is known. Leaving it stops nothing but itself."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> _T: ...

@final
class AsyncEvents(AsyncIterator[_T]):
    """A stream of what happens, or of what is known. Leaving it stops nothing but itself."""

    def __aiter__(self) -> Self: ...
    def __anext__(self) -> Coroutine[Any, Any, _T]: ...

def explain(code: str) -> list[Explanation]:
    """Explains an error code, however it was copied: the whole code, the `type` URL of an answer, the last segment, or
    the constant's name. Several where the last segment occurs twice; none for an unknown code."""

def run_command(arguments: Sequence[str]) -> int:
    """Runs the command `unkey-kit` with these arguments, the first of which is its name; gives its exit code."""

@final
class Mailbox:
    """How finished calls reach an event loop."""

    def __new__(cls, event_loop: AbstractEventLoop) -> Self: ...
    def drain(self) -> None:
        """Hands over every call that has finished: called by the loop."""

@final
class NativeEmulator:
    """An emulator that listens on loopback until it is stopped."""

    def __new__(cls, *, setup: str | None = None, seed: int | None = None, nodes: int = 1) -> Self: ...
    @property
    def url(self) -> str: ...
    @property
    def urls(self) -> list[str]: ...
    @property
    def admin_url(self) -> str: ...
    @property
    def root_key(self) -> str: ...
    @property
    def workspace_id(self) -> str: ...
    @property
    def first_workspace(self) -> str: ...
    def admin(self, method: str, path: str, body: str) -> tuple[int, str]: ...
    def stop(self) -> None: ...

_RootKeyOption: TypeAlias = str | KeySecret | Callable[[], str] | None
_AsyncRootKeyOption: TypeAlias = str | KeySecret | Callable[[], str] | Callable[[], Coroutine[Any, Any, str]] | None
