"""Commands: what a block would start, what it uses, what it does, and where it never ends."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opslore.document import parse
from opslore.metrics.calls import calls
from opslore.metrics.commands import blocks, transcript
from opslore.metrics.shell import script


def started(text: str) -> list[str]:
    return [" ".join((call.name, *call.args)) for call in calls(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("ls -l # rm -rf /", ["ls -l"]),
        ("a; b && c || d | e & f", ["a", "b", "c", "d", "e", "f"]),
        ("kubectl get pods \\\n  -n shop", ["kubectl get pods -n shop"]),
        ("echo 'rm -rf /' \"$(date)\"", ["echo rm -rf / $(date)", "date"]),
        ("X=1 Y=2 make all > log 2>&1", ["make all"]),
        ("if test -f x; then cat x; else touch x; fi", ["test -f x", "cat x", "touch x"]),
        ("for p in rm -rf; do echo $p; done", ["for rm -rf", "echo $p"]),
        ('while read -r line; do echo "$line"; done < f', ["read -r line", "echo $line"]),
        ("case $x in rm|-rf) ls ;; *) pwd ;; esac", ["rm", "ls", "pwd"]),
        ("f() { ls; }; f", ["ls", "f"]),
        ("[[ a < b && -n $c ]] && ls", ["[[ a b -n $c ]]", "ls"]),
        ("diff <(ls a) <(ls b)", ["diff <(ls a) <(ls b)", "ls a", "ls b"]),
        ("a=(rm -rf /); ls", ["ls"]),
        # what is run by something else
        ("sudo -u postgres psql -c x", ["psql -c x"]),
        ("/usr/bin/env A=b bin/kafka-topics.sh --list", ["kafka-topics --list"]),
        ("ls | xargs -n 1 rm -rf", ["ls", "rm -rf"]),
        (
            "find . -name x -exec rm -r {} \\; -print",
            ["find . -name x -exec rm -r {} ; -print", "rm -r {}"],
        ),
        ("ssh -i key host 'sudo reboot; ls'", ["reboot", "ls"]),
        ("bash -c 'rm -rf x && ls'", ["rm -rf x", "ls"]),
        ("kubectl exec -it pod -n shop -- rm -rf x", ["rm -rf x"]),
        ("kubectl exec pod -- sh -c 'rm -rf x'", ["rm -rf x"]),
        ("docker exec -u root c rm x", ["rm x"]),
        ("watch -n 5 'kubectl get pods'", ["kubectl get pods"]),
        ("timeout 5 curl x", ["curl x"]),
        ("$KUBECTL get pods", ["kubectl get pods"]),
    ],
)
def test_calls(text, expected):
    assert started(text) == expected


# Whether a shell can parse it; the message where it cannot.
PARSED = [
    ("echo it\\'s fine", None),
    ("echo \"a 'b\" 'c \"d'", None),
    ("echo $((1 + (2 * 3)))", None),
    ("(( i++ )); echo ${#a[@]} ${x:-${y}}", None),
    ("cat <<EOF\ndon't (\nEOF\nls", None),
    ("cat <<-'EOF'\n\tdon't\n\tEOF", None),
    ("f() {\n ls\n}", None),
    ("function f { ls; }", None),
    ("for i in a b; do\n if true; then break; fi\ndone | sort", None),
    ("case $x in (a) ls;; b) ls;; esac", None),
    ("x=$(case a in a) echo b;; esac)", None),
    ("a=(1 2\n3)", None),
    ("select x in a b; do break; done", None),
    ("[[ $a =~ ^(b|c)$ ]]", None),
    ("ls &> log; ls |& cat; ls >| x; ls 2>&1 <&-", None),
    ("echo a#b # don't", None),
    ("until false; do :; done", None),
    ("echo {a,b} }", None),
    ("echo `date +'%s'`", None),
    ("echo 'abc", "the quote `'` is never closed"),
    ('echo "abc', 'the quote `"` is never closed'),
    ("echo it's", "the quote `'` is never closed"),
    ("echo $(date", "`$(` is never closed"),
    ("echo ${x", "`${` is never closed"),
    ("echo `date", "the backtick is never closed"),
    ("(ls", "`(` is never closed"),
    ("ls )", "`)` closes nothing"),
    ("if true; then ls", "no `fi` closes this"),
    ("for i in a; do ls", "no `done` closes this"),
    ("ls; done", "`done` closes nothing"),
    ("ls >", "`>` has no target"),
    ("ls > | cat", "`>` has no target"),
    ("rate(x[5m]) by (a)", "`(` cannot stand here; in an argument it is quoted"),
]


@pytest.mark.parametrize("text, message", PARSED)
def test_troubles(text, message):
    assert [trouble.message for trouble in script(text).troubles] == ([message] if message else [])


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash to compare with")
@pytest.mark.parametrize("text, message", PARSED)
def test_troubles_are_those_of_a_real_shell(text, message):
    # -n reads without running anything.
    done = subprocess.run(["bash", "-n", "-c", text], capture_output=True, check=False)
    assert (done.returncode != 0) is (message is not None)


@pytest.mark.parametrize(
    "text", ["kubectl logs <pod> 'x", "echo ... 'x", "echo '<%= x", "curl {{ url }} 'x"]
)
def test_no_trouble_where_the_text_is_not_meant_as_it_stands(text):
    assert script(text).troubles == ()


@given(st.text(alphabet="ab \n\t'\"`$(){}[]<>|&;#\\=-!@*?0if dotheneslcx", max_size=80))
def test_any_text_is_read_to_its_end(text):
    found = script(text)
    for command in found.commands:
        assert 0 <= command.start <= command.end <= len(text)
    for thing in (*found.variables, *found.placeholders):
        assert 0 <= thing.start < thing.end <= len(text)
    list(calls(text))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "$(" * 20_000,
        "`" * 50_001,
        "${" * 30_000,
        "'" * 9_999,
        "if " * 20_000,
        "<<A\n" * 5_000,
    ],
)
def test_hostile_text_is_read_in_no_time(text):
    begun = time.process_time()
    script.__wrapped__(text)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text, expected",
    [
        ("echo $a ${b} \"$c\" '$d' \\$e $1 $? $$", {"a": False, "b": False, "c": False}),
        (
            "echo ${a:-x} ${b-x} ${c:?x} ${#d} ${!e} ${f%x} ${g[0]}",
            {"a": True, "b": True, "c": True, "d": False, "e": False, "f": False, "g": False},
        ),
        ("awk '{print $1}' | jq --arg x 1 '.a == $x'", {}),
        ("cat <<EOF\n$a\nEOF\ncat <<'EOF'\n$b\nEOF", {"a": False}),
        ("echo $(ls $a) `ls $b` $((c + $d))", {"a": False, "b": False, "d": False}),
        ("echo ${a:-$b}", {"a": True, "b": False}),
    ],
)
def test_variables(text, expected):
    assert {v.name: v.default for v in script(text).variables} == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a=1 b+=2; export c=3 d; read -r e f; local g", set("abcdefg")),
        ("for h in x; do :; done; ((i++)); let j=1; printf -v k x", set("hijk")),
        ("echo ${l:=1}; declare -A m; mapfile -t n < f", set("lmn")),
        ("cmd --flag=x a==b", set()),
    ],
)
def test_assigned(text, expected):
    assert script(text).assigned == expected


@pytest.mark.parametrize(
    "text, names",
    [
        ("kubectl logs <pod-name> -n <your namespace>", ["pod-name", "your namespace"]),
        ("kubectl cp <pod>:/x pre-<id>.log", ["pod", "id"]),
        ("sort <in >out", []),
        ("sort <in> out", ["in"]),
        ("psql <dump.sql; cat <<EOF\n<pod>\nEOF", []),
        ("echo '<pod>' \"<pod>\" # <pod>", []),
        ("diff <(a) <(b)", []),
        ("echo `get <pod>`", ["pod"]),
    ],
)
def test_placeholders(text, names):
    assert [p.name for p in script(text).placeholders] == names


@pytest.mark.parametrize(
    "code, kept",
    [
        ("ls\ncat x\n", None),
        ("$ ls\nout it's\n$ pwd\n/x\n", ["ls", "pwd"]),
        ("$ ls \\\n    -l\nout\n", ["ls -l"]),
        ("$ cat <<EOF\na 'b\nEOF\nout 'x\n", ["cat"]),
        ("$ for i in a; do\n>   ls $i\n> done\nout\n", ["for a", "ls $i"]),
        ("user@host:~$ ls\nout\n[root@db-1 ~]# id\nuid=0\n", ["ls", "id"]),
        ("sh-4.4# ls\n", ["ls"]),
        ("$ echo 'never closed\nout\n", ["echo "]),
        ("# a comment\nls\n", None),
    ],
)
def test_transcripts(code, kept):
    masked = transcript(code)
    if kept is None:
        assert masked is None
    else:
        assert len(masked) == len(code)
        assert started(masked) == kept


@pytest.mark.parametrize(
    "language, code, expected",
    [
        ("bash", "rm -rf a\n", ["rm -rf a"]),
        ("console", "$ ls\nrm -rf a\n", []),
        ("yaml", "command: rm -rf a\n", []),
        ("", "rm -rf a\n", []),
        ("sql", "SELECT 1;\n\nDELETE FROM orders;\n", ["DELETE FROM orders"]),
        ("sql", "DELETE FROM orders\n WHERE id = 1;\n", []),
        ("psql", "shop=# TRUNCATE orders;\n", ["shop=# TRUNCATE orders"]),
    ],
)
def test_blocks(language, code, expected):
    text = f"---\na: b\n---\n\n# T\n\n1. Do\n\n    ```{language}\n"
    text += "".join(f"    {line}\n" for line in code.splitlines()) + "    ```\n"
    document = parse("content/runbooks/a.md", text)
    found = [(b, call) for b in blocks(document) for call, _ in b.destructive]
    assert [b.words(call) for b, call in found] == expected
    for block, call in found:
        at = block.at(call.start, call.end)
        marked = document.line(at.line)[at.column - 1 : at.end_column - 1]
        assert marked == block.words(call)
