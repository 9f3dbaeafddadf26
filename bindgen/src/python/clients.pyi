
@final
class Unkey(Resources):
    """A client of the Unkey API. Threads may share it, and processes that were forked from this one."""

    def __new__(
        cls,
        root_key: _RootKeyOption = None,
        *,
        base_url: str | None = None,
        allow_plain_http: bool = False,
        timeout: float = 30.0,
        deadline: float = 60.0,
        connect_timeout: float = 10.0,
        max_attempts: int = 4,
        back_off: bool = True,
        max_in_flight: int = 256,
        max_answer_bytes: int = 16_777_216,
        headers: Mapping[str, str] | None = None,
        proxy: str | None = None,
        ca_certificates: str | bytes | None = None,
        user_agent: str | None = None,
    ) -> Self:
        """Builds a client. Sends nothing and connects to nothing.

        Args:
            root_key: The root key, or a function that gives it when it is needed, and another one when it was refused.
                Default: the environment variable `UNKEY_ROOT_KEY`.
            base_url: Scheme, host and port of the service. Default: `UNKEY_BASE_URL`, then `https://api.unkey.com`.
            allow_plain_http: Whether plain http to another machine is allowed: the root key then crosses the network in
                the clear.
            timeout: The longest time for one request, in seconds.
            deadline: The longest time for a whole call, with its repeats and waits, in seconds.
            connect_timeout: The longest time for connecting, in seconds.
            max_attempts: How many requests one call may send.
            back_off: Whether repeats wait; `False` is for tests.
            max_in_flight: How many requests may be in flight at once; further calls wait their turn. What plans and runs
                send is counted by itself.
            max_answer_bytes: The longest answer to accept.
            headers: Headers for every request; for a gateway in between, for example.
            proxy: The proxy for all requests, as a URL. Default: the proxies of the environment, but none for this
                machine.
            ca_certificates: Certificate authorities to trust too, as PEM text.
            user_agent: The user agent.

        Raises:
            ConfigurationError: For whatever of this cannot be used.
            TypeError: For an option of a wrong type.
            ValueError: For a number that is out of range.
        """

    @property
    def base_url(self) -> str:
        """The origin that requests go to, without a trailing slash."""

    def with_options(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        max_attempts: int | None = None,
        safe_to_repeat: bool | None = None,
    ) -> Self:
        """Gives a view of this client whose calls have these options. It shares connections and limits.

        Args:
            timeout: The longest time for one request, in seconds.
            deadline: The longest time for a whole call, with its repeats and waits, in seconds.
            max_attempts: How many requests one call may send.
            safe_to_repeat: Whether `call_raw` may repeat a request that may have been applied. Other calls know that of
                themselves.
        """

    def close(self) -> None:
        """Closes idle connections. Calls that are made afterwards fail."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

@final
class AsyncUnkey(AsyncResources):
    """A client of the Unkey API for programs that run on `asyncio`: the twin of `Unkey`, name for name."""

    def __new__(
        cls,
        root_key: _AsyncRootKeyOption = None,
        *,
        base_url: str | None = None,
        allow_plain_http: bool = False,
        timeout: float = 30.0,
        deadline: float = 60.0,
        connect_timeout: float = 10.0,
        max_attempts: int = 4,
        back_off: bool = True,
        max_in_flight: int = 256,
        max_answer_bytes: int = 16_777_216,
        headers: Mapping[str, str] | None = None,
        proxy: str | None = None,
        ca_certificates: str | bytes | None = None,
        user_agent: str | None = None,
    ) -> Self:
        """Builds a client: see `Unkey`. The root key may also come from a coroutine function, which runs on the loop of
        the call that needs it."""

    @property
    def base_url(self) -> str:
        """The origin that requests go to, without a trailing slash."""

    def with_options(
        self,
        *,
        timeout: float | None = None,
        deadline: float | None = None,
        max_attempts: int | None = None,
        safe_to_repeat: bool | None = None,
    ) -> Self:
        """Gives a view of this client whose calls have these options: see `Unkey.with_options`."""

    async def close(self) -> None:
        """Closes idle connections. Calls that are made afterwards fail."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
