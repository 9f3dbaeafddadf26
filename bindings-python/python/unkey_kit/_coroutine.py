"""The coroutine of every asynchronous call. Imported with the first one: `asyncio` is there already."""

from __future__ import annotations

from asyncio import AbstractEventLoop, get_running_loop
from weakref import WeakKeyDictionary

from ._native import Mailbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from typing import Any, Protocol

    class Pending(Protocol):
        """A call that was not made yet."""

        def start(self, event_loop: AbstractEventLoop, mailbox: Mailbox, future: Future[None]) -> None: ...
        def land(self) -> Any: ...
        def abort(self) -> None: ...


MAILBOXES: WeakKeyDictionary[AbstractEventLoop, Mailbox] = WeakKeyDictionary()


async def call(pending: Pending) -> Any:
    """Makes a call. Whatever ends this coroutine before its answer is there closes its request."""
    loop = get_running_loop()
    mailbox = MAILBOXES.get(loop)
    if mailbox is None:
        mailbox = MAILBOXES[loop] = Mailbox(loop)
    future: Future[None] = loop.create_future()
    pending.start(loop, mailbox, future)
    try:
        await future
    except BaseException:
        pending.abort()
        raise
    return pending.land()
