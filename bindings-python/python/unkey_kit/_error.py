"""The base of all errors, and what they carry."""

from __future__ import annotations

from ._codes import ErrorCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Literal


class _Record:
    """Named values that are shown and compared one by one."""

    __slots__: tuple[str, ...] = ()

    def __init__(self, **values: Any) -> None:
        for name in self.__slots__:
            setattr(self, name, values.get(name))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({values})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__slots__))


class FieldError(_Record):
    """One violation of the request's schema."""

    __slots__ = ("location", "message", "fix")
    if TYPE_CHECKING:
        location: str
        """Where in the schema, for example `/properties/keyId/minLength`; or `security`, `requestBody`."""
        message: str
        """What is wrong, in the service's words."""
        fix: str | None
        """How to mend it, where the service says so."""


class Explanation(_Record):
    """What is known about an error code."""

    __slots__ = ("code", "constant", "status", "kind", "retry", "meaning", "advice")
    if TYPE_CHECKING:
        code: ErrorCode
        """The code."""
        constant: str
        """The name of its constant, for example `KEY_DISABLED`."""
        status: int
        """The HTTP status that it usually comes with."""
        kind: str
        """What the caller can do, for example `permission_denied`."""
        retry: bool
        """Whether the same request can succeed within seconds, all else unchanged."""
        meaning: str
        """What it means, in one line."""
        advice: str
        """What to do about it, in one line."""

    def __init__(self, *, code: str, **values: Any) -> None:
        super().__init__(code=ErrorCode(code), **values)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_explanation, ({name: getattr(self, name) for name in self.__slots__},))


def _explanation(values: dict[str, Any]) -> Explanation:
    return Explanation(**values)


class UnkeyError(Exception):
    """Everything that can go wrong with a call. Holds no body, no header and no secret, and can be logged as it is."""

    kind: str = ""
    """What the caller can do, for example `not_found`."""
    code: ErrorCode | None = None
    """What the service said, as one of an open set; `None` where no code came with the answer."""
    status: int | None = None
    """The HTTP status; `None` if there was no answer."""
    title: str | None = None
    """The service's headline, for example `Insufficient Permissions`. For people: it decides nothing."""
    detail: str = ""
    """What is wrong, in one or two sentences. For people, and may be empty."""
    request_id: str | None = None
    """The id by which Unkey's support finds the request."""
    docs_url: str | None = None
    """The page of Unkey's documentation that the service named."""
    operation: str | None = None
    """The operation as the API names it."""
    retry_after: float | None = None
    """How long the service asks to wait, in seconds: a lower bound."""
    attempts: int = 0
    """How many requests were sent for this call."""
    effect: Literal["none", "unknown", "applied"] = "none"
    """What the service may have done, over all attempts of the call."""
    missing: tuple[str, ...] = ()
    """The permissions of which the root key lacks one or several, as the service named them. Names only: the service's
    text flattens which of them are alternatives."""
    errors: tuple[FieldError, ...] = ()
    """The violations of the request's schema, where the service listed them."""
    advice: str = ""
    """What to do about it, in one line."""

    def __init__(self, message: str = "", **fields: Any) -> None:
        super().__init__(message)
        self.__dict__.update(fields)

    @property
    def message(self) -> str:
        """All of it in one line."""
        return str(self)


def fields_of(json: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an error from its fields in JSON; what is absent there keeps its default."""
    fields = {_NAMES.get(name, name): value for name, value in json.items() if name != "message"}
    if "code" in fields:
        fields["code"] = ErrorCode(fields["code"])
    if "retry_after" in fields:
        fields["retry_after"] /= 1000
    if "missing" in fields:
        fields["missing"] = tuple(fields["missing"])
    if "errors" in fields:
        fields["errors"] = tuple(FieldError(**error) for error in fields["errors"])
    return fields


_NAMES = {"requestId": "request_id", "docsUrl": "docs_url", "retryAfter": "retry_after"}
