"""Between JSON and typed values: what the generated table of calls is made of."""

from unkey_kit import UNSET


def fields(json, **known):
    """Keyword arguments from the members of a JSON object: for each argument its name there, and how it is taken."""
    names = {wire for wire, _ in known.values()}
    unknown = set(json or {}) - names
    assert not unknown, f"the definition has no {unknown}"
    given = {name: (take, json[wire]) for name, (wire, take) in known.items() if wire in (json or {})}
    return {name: None if value is None else take(value) for name, (take, value) in given.items()}


def shown(*members):
    """A JSON object from the fields of a value: for each its name there, its value, and how it is given."""
    present = [(wire, value, give) for wire, value, give in members if value is not UNSET]
    return {wire: None if value is None else give(value) for wire, value, give in present}


def listed(change):
    """The same for each item of a list."""
    return lambda items: [change(item) for item in items]


def mapped(change):
    """The same for each value of a mapping."""
    return lambda items: {name: change(value) for name, value in items.items()}
