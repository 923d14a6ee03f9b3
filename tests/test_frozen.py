"""Our frozen dataclasses do what the standard library's do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field, fields, replace
from functools import cached_property
from typing import ClassVar

import pytest

from opslore.frozen import dataclass


def classes(decorator):
    """The kinds of class that this library has, made with a decorator."""

    @decorator(frozen=True, slots=True)
    class Plain:
        a: int
        b: str = "b"
        c: dict = field(default_factory=dict)
        d: int = field(default=4, compare=False)
        e: int = field(default=5, repr=False)

    @decorator(frozen=True, kw_only=True)
    class Base:
        KIND: ClassVar[str] = "base"
        a: int
        b: tuple = ()

        @cached_property
        def twice(self):
            return self.a * 2

    @decorator(frozen=True, kw_only=True)
    class Derived(Base):
        KIND: ClassVar[str] = "derived"
        c: int = 3

    @decorator(frozen=True, eq=False)
    class Identity:
        a: int

    @decorator(frozen=True)
    class Own:  # noqa: PLW1641 - what becomes of its hash is the question
        a: int

        def __eq__(self, other):
            return isinstance(other, Own)

        def __repr__(self):
            return "own"

    @decorator(frozen=True)
    class OwnHash:
        a: int

        def __eq__(self, other):
            return isinstance(other, OwnHash)

        def __hash__(self):
            return 7

    @decorator(frozen=True, slots=True)
    class Empty:
        pass

    @decorator(frozen=True, slots=True, order=True)
    class Ordered:
        a: int

    return Plain, Base, Derived, Identity, Own, OwnHash, Empty, Ordered


OURS, THEIRS = classes(dataclass), classes(dataclasses.dataclass)
CALLS = [
    (0, (1,), {}), (0, (1, "x"), {}), (0, (), {"a": 1, "c": {1: 2}}), (0, (1,), {"d": 9}),
    (0, (), {}), (0, (1, 2, 3, 4, 5, 6), {}), (0, (1,), {"z": 1}), (0, (1,), {"a": 1}),
    (1, (), {"a": 1}), (1, (1,), {}), (2, (), {"a": 1, "c": 2}), (2, (), {"c": 2}),
    (3, (1,), {}), (4, (1,), {}), (5, (1,), {}), (6, (), {}), (6, (1,), {}), (7, (1,), {}),
]  # fmt: skip


def outcome(action):
    try:
        return action()
    except (TypeError, AttributeError) as error:
        return type(error)


@pytest.mark.parametrize(("which", "arguments", "named"), CALLS)
def test_values_are_alike(which, arguments, named):
    for _ in range(2):  # the first value of a class is made another way than the rest
        ours = outcome(lambda: OURS[which](*arguments, **named))
        theirs = outcome(lambda: THEIRS[which](*arguments, **named))
        if isinstance(theirs, type):
            assert ours is theirs
            continue
        assert repr(ours) == repr(theirs)
        assert [f.name for f in fields(ours)] == [f.name for f in fields(theirs)]
        assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
        assert hasattr(ours, "__dict__") == hasattr(theirs, "__dict__")
        for action in (
            lambda v: bool(hash(v)),
            lambda v: v == copy.copy(v),
            lambda v: v == 1,
            lambda v: v < v,
        ):
            mine, their = (
                outcome(lambda a=action, v=ours: a(v)),
                outcome(lambda a=action, v=theirs: a(v)),
            )
            if which != 3 or isinstance(their, (bool, type)):
                assert mine == their


@pytest.mark.parametrize("which", [0, 1, 2, 3, 4, 5, 7])
def test_nothing_can_be_changed(which):
    value = OURS[which](a=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.a = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del value.a
    with pytest.raises((AttributeError, TypeError)):
        value.new = 1
    assert value.a == 1


def test_what_is_compared_is_hashed():
    plain = OURS[0]
    assert plain(1, d=1) == plain(1, d=2)
    assert plain(1) != plain(2)
    assert plain(1) != THEIRS[0](1)
    derived, base = OURS[2], OURS[1]
    assert derived(a=1) != base(a=1)
    assert hash(derived(a=1)) == hash(derived(a=1))
    assert derived(a=2).twice == 4
    assert derived.KIND == "derived"


def test_defaults_are_made_anew():
    one, two = OURS[0](1), OURS[0](1)
    assert one.c == two.c == {}
    assert one.c is not two.c


def test_replace():
    assert replace(OURS[0](1, "x"), a=2) == OURS[0](2, "x")
    assert replace(OURS[2](a=1), c=9) == OURS[2](a=1, c=9)


@dataclass(frozen=True, slots=True)
class Sent:
    a: int
    b: tuple = ()


def test_values_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(Sent(1, (2,)))) == Sent(1, (2,))


def test_a_value_in_itself_is_printed():
    held = []
    value = Sent(1, held)
    held.append(value)
    assert repr(value) == "Sent(a=1, b=[...])"
