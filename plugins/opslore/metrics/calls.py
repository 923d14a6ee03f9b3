"""The programs a shell command would really start: inside sudo, ssh, xargs, exec and `sh -c`.

A call keeps the place of the words it was found in, its name without path and `.sh`, and the text
that is fed to it by a pipe from `echo` or by a heredoc.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from opslore.metrics.shell import Script, script

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opslore.metrics.shell_words import Word

_DEEPEST = 6  # of programs that start programs
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
# Programs that run the rest of their arguments, with those of their options that take a value.
_WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset("-u -g -h -p -C -T -U --user --group --host --prompt --chdir -D".split()),
    "doas": frozenset({"-u", "-C"}),
    "env": frozenset({"-u", "--unset", "-C", "--chdir", "-S"}),
    "time": frozenset({"-f", "-o"}),
    "nohup": frozenset(),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n", "-p"}),
    "exec": frozenset({"-a"}),
    "command": frozenset(),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "setsid": frozenset(),
    "watch": frozenset({"-n", "--interval"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "chroot": frozenset({"--userspec", "--groups"}),
    "parallel": frozenset("-a -j -I -N --jobs --arg-file".split()),
    "xargs": frozenset("-a -d -E -I -L -n -P -s --max-args --max-procs --delimiter".split()),
}
_OPERANDS = {"timeout": 1, "chroot": 1}  # arguments before the program
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh", "ash", "su"})
_SSH_VALUES = frozenset("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w".split())
_DOCKER_VALUES = frozenset("-e --env -u --user -w --workdir --env-file --detach-keys".split())
_SILENT = frozenset({"echo", "printf", "cat"})


class Call(NamedTuple):
    """One program with its arguments, quotes removed."""

    name: str
    args: tuple[str, ...]
    start: int
    end: int
    fed: str = ""  # what it reads, where the text shows it

    def has(self, *options: str) -> bool:
        """Whether one of the options is given, alone, with `=value`, or in a group (`-rf`)."""
        for arg in self.args:
            if arg == "--":
                return False
            for option in options:
                if arg == option or arg.startswith(f"{option}="):
                    return True
                short = len(option) == 2 and option[0] == "-" and option[1] != "-"
                if short and re.fullmatch(r"-[A-Za-z]+", arg) and option[1] in arg:
                    return True
        return False

    def plain(self, values: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the arguments that are no options; `values` are options that take the next."""
        found: list[str] = []
        skip = False
        for arg in self.args:
            if skip:
                skip = False
            elif arg == "--":
                break
            elif arg.startswith("-") and len(arg) > 1:
                skip = arg in values
            else:
                found.append(arg)
        return tuple(found)


@lru_cache(maxsize=4096)
def calls(text: str) -> tuple[Call, ...]:
    """Return the programs that a shell text would start, in order."""
    return tuple(of_script(script(text)))


def of_script(found: Script, depth: int = 0) -> Iterator[Call]:
    """Yield the programs of a script."""
    before = ""
    for command in found.commands:
        heredocs = "\n".join(command.heredocs)
        yield from _unwrapped(command.words, f"{before}\n{heredocs}".strip("\n"), depth)
        values = [word.value for word in command.words]
        spoken = values[0] in _SILENT
        before = " ".join(values[1:]) + f"\n{heredocs}" if command.piped and spoken else ""


def _unwrapped(words: Sequence[Word], fed: str, depth: int) -> Iterator[Call]:
    """Yield the program of a command and those it starts."""
    if not words or depth > _DEEPEST:
        return
    name = _program(words[0].value)
    rest = words[1:]
    start, end = words[0].start, words[-1].end
    if name in _WRAPPERS:
        inner = _behind_options(rest, _WRAPPERS[name])[_OPERANDS.get(name, 0) :]
        while inner and _ASSIGNED.match(inner[0].value):
            inner = inner[1:]
        if len(inner) == 1 and " " in inner[0].value:  # watch "kubectl get pods"
            yield from _quoted(inner[0], depth)
        else:
            yield from _unwrapped(inner, fed, depth + 1)
        return
    if name in _SHELLS and (quoted := _after_c(rest)):
        yield from _quoted(quoted, depth)
        return
    if name == "eval" and rest:
        yield from _text(" ".join(w.value for w in rest), rest[0].start, end, depth)
        return
    if name == "ssh":
        remote = _behind_options(rest, _SSH_VALUES)[1:]
        if remote:
            text = " ".join(w.value for w in remote)
            yield from _text(text, remote[0].start, end, depth)
            return
    inner = _executed(name, rest)
    if inner:
        if len(inner) == 1 and " " in inner[0].value:
            yield from _quoted(inner[0], depth)
        else:
            yield from _unwrapped(inner, fed, depth + 1)
        return
    yield Call(name, tuple(w.value for w in rest), start, end, fed)
    if name == "find":
        yield from _by_find(rest, depth)


def _program(value: str) -> str:
    if match := _VARIABLE.fullmatch(value):
        return match[1].lower()
    name = value.rsplit("/", 1)[-1]
    return name.removesuffix(".sh") if name != ".sh" else name


def _behind_options(words: Sequence[Word], values: frozenset[str]) -> Sequence[Word]:
    at = 0
    while at < len(words):
        value = words[at].value
        if value == "--":
            return words[at + 1 :]
        if not value.startswith("-") or value == "-":
            return words[at:]
        at += 2 if value in values else 1
    return ()


def _after_c(words: Sequence[Word]) -> Word | None:
    for at, word in enumerate(words[:-1]):
        if re.fullmatch(r"-[a-z]*c", word.value):
            return words[at + 1]
        if word.value == "--command":
            return words[at + 1]
    return None


def _executed(name: str, words: Sequence[Word]) -> Sequence[Word]:
    """Return what is run in a container or pod."""
    values = [word.value for word in words]
    if name in {"kubectl", "oc", "k"} and {"exec", "debug", "rsh", "run"} & set(values[:6]):
        return words[values.index("--") + 1 :] if "--" in values else ()
    if name in {"docker", "podman", "nerdctl", "docker-compose", "crictl"} and "exec" in values:
        after = _behind_options(words[values.index("exec") + 1 :], _DOCKER_VALUES)
        return after[1:]
    return ()


def _by_find(words: Sequence[Word], depth: int) -> Iterator[Call]:
    for at, word in enumerate(words):
        if word.value in {"-exec", "-execdir", "-ok"}:
            ends = [i for i, w in enumerate(words) if i > at and w.value in {";", "+", "\\;"}]
            yield from _unwrapped(words[at + 1 : ends[0] if ends else None], "", depth + 1)


def _quoted(word: Word, depth: int) -> Iterator[Call]:
    yield from _text(word.value, word.start, word.end, depth)


def _text(text: str, start: int, end: int, depth: int) -> Iterator[Call]:
    """Yield the programs of a text that stands in quotes; they all have its place."""
    if depth <= _DEEPEST:
        for call in of_script(script(text), depth + 1):
            yield Call(call.name, call.args, start, end, call.fed)
