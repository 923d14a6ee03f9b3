"""Frozen dataclasses that cost little to define.

The standard decorator writes and compiles six methods for each class, 0.6 ms a class; with the
records, metrics and reports of this library that was half the run time of a small check. Here the
fields are still the standard library's (`fields` and `replace` work), `__init__` is compiled when
the first value is made, and the other methods are shared. What is asked for beyond `frozen`,
`slots`, `kw_only` and `eq` is left to the standard decorator.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type[Any] | None = None,
        /,
        *,
        frozen: bool = False,
        slots: bool = False,
        kw_only: bool = False,
        eq: bool = True,
        **more: bool,
    ) -> Any:
        """Make a dataclass of a class, as `dataclasses.dataclass` does."""

        def made(cls: type[Any]) -> type[Any]:
            options = {"slots": slots, "kw_only": kw_only}
            if not frozen or more:
                return dataclasses.dataclass(cls, frozen=frozen, eq=eq, **options, **more)
            return _frozen(cls, eq=eq, **options)

        return made if cls is None else made(cls)


_FACTORY: Any = object()  # stands for a default that is made anew for each value


def _frozen(cls: type[Any], *, eq: bool, slots: bool, kw_only: bool) -> type[Any]:
    own = cls.__dict__
    explicit_hash = not (own.get("__hash__") is None and ("__hash__" not in own or "__eq__" in own))
    methods: dict[str, Any] = {"__setattr__": _refuse, "__delattr__": _refuse}
    if eq:
        methods["__eq__"] = _eq
    if eq and not explicit_hash:
        methods["__hash__"] = _hash
    made: type[Any] = dataclasses.dataclass(
        cls, init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
    )
    fields = dataclasses.fields(made)
    methods |= {"__repr__": _repr, "__init__": _first_init(made)}
    if slots:
        methods |= {"__getstate__": _getstate, "__setstate__": _setstate}
    for name, method in methods.items():
        if name == "__hash__" or name not in own:
            setattr(made, name, method)
    compared = [field.name for field in fields if field.compare]
    made.__compared__ = _getter(compared)
    return made


def _getter(names: list[str]) -> Callable[[Any], Any]:
    # A static method: a plain function would be bound to the value that looks it up.
    return staticmethod(attrgetter(*names) if names else lambda _: ())


def _first_init(cls: type[Any]) -> Callable[..., None]:
    def __init__(self: Any, *arguments: Any, **named: Any) -> None:  # noqa: N807
        real = _compiled_init(cls)
        cls.__init__ = real
        real(self, *arguments, **named)

    return __init__


def _compiled_init(cls: type[Any]) -> Callable[..., None]:
    """Return `__init__` with the fields of `cls` as its parameters."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_factory": _FACTORY}
    positional, named, body = ["self"], list[str](), list[str]()
    for field in dataclasses.fields(cls):
        name, value = field.name, field.name
        parameter = name
        if field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameter = f"{name}=_default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = field.default_factory
            parameter = f"{name}=_factory"
            value = f"_make_{name}() if {name} is _factory else {name}"
        (named if field.kw_only else positional).append(parameter)
        body.append(f"_set(self, {name!r}, {value})")
    parameters = ", ".join([*positional, *(["*", *named] if named else [])])
    lines = "\n    ".join(body or ["pass"])
    exec(f"def __init__({parameters}):\n    {lines}\n", names)  # noqa: S102 - our own field names
    init: Callable[..., None] = names["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _refuse(self: Any, name: str, *_value: Any) -> NoReturn:
    del self
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    values = self.__compared__
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


@recursive_repr()
def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
