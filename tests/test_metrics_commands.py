"""Commands: what a block would start, what it uses, what it does, and where it never ends."""

from __future__ import annotations

import shutil
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opslore.document import parse
from opslore.metrics import sql
from opslore.metrics.calls import calls
from opslore.metrics.commands import blocks, transcript
from opslore.metrics.effects import changes, destroys
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


DESTRUCTIVE = """
rm -rf /var/lib/app
rm -r --force "$dir"
sudo rm -Rf data
find /var/spool -mmin +120 -delete
find . -exec rm -rf {} +
dd if=/dev/zero of=/dev/sda bs=1M
mkfs.ext4 /dev/sdb1
wipefs -a /dev/sdb
kubectl delete pod web-0
kubectl -n shop --context prod delete deployment/web --wait=false
oc delete pvc data
kubectl replace --force -f x.yaml
helm uninstall shop
helm -n shop delete shop
terraform destroy -target=module.x
terraform apply -destroy
tofu state rm module.x
git push --force origin main
git push -f
git push origin +main
git push origin :old
docker system prune -af
docker volume rm data
docker compose down -v
aws s3 rm s3://bucket/x --recursive
aws s3 rb s3://bucket
aws ec2 terminate-instances --instance-ids i-1
aws --profile p rds delete-db-instance --db-instance-identifier x
gcloud compute instances delete web
az group delete --name x
gsutil -m rm -r gs://bucket
redis-cli -h cache FLUSHALL
redis-cli flushdb
echo FLUSHALL | redis-cli
kafka-topics.sh --bootstrap-server b:9092 --delete --topic x
kafka-consumer-groups --group g --reset-offsets --to-latest --execute --topic t
rabbitmqctl purge_queue jobs
etcdctl del --prefix /x
dropdb shop
psql -c 'DROP TABLE orders'
psql -h db -c "truncate table orders;"
psql <<SQL\\nDELETE FROM orders;\\nSQL
echo 'DROP DATABASE shop' | mysql
mysql -e "UPDATE users SET admin = 1"
cat <<EOF | psql\\nDROP SCHEMA x CASCADE;\\nEOF
mongosh --eval 'db.orders.deleteMany({})'
curl -X DELETE http://es:9200/index
curl -XDELETE http://es:9200/index
rsync -a --delete a/ b/
patronictl -c /etc/patroni.yml reinit shop db-2
pgbackrest --stanza=x --delta restore
kubectl exec db-0 -- psql -c 'DROP TABLE x'
ssh db 'sudo rm -rf /data'
"""
HARMLESS = """
rm -rf /tmp/build
rm -r "$TMPDIR"
rm notes.txt
kubectl delete pod web-0 --dry-run=client
kubectl get pods --show-labels | grep delete
kubectl explain delete
kubectl describe pod delete
terraform plan -destroy
terraform destroy --help
git push origin main
git push --tags
git branch -d old
echo rm -rf /
# rm -rf /
printf 'DROP TABLE x'
grep -r 'DROP TABLE' .
grep "rm -rf" history.log
aws s3 rm s3://bucket/x --recursive --dryrun
aws s3 ls
aws rds describe-db-instances
helm list
helm history delete
docker ps
docker compose down
redis-cli GET FLUSHED
redis-cli info
kafka-topics.sh --describe
kafka-consumer-groups --group g --reset-offsets --to-latest --dry-run
psql -c 'SELECT * FROM orders WHERE deleted'
psql -c "DELETE FROM orders WHERE id = 1"
psql -c "EXPLAIN DELETE FROM orders"
psql -c "SELECT 'DROP TABLE x'"
psql -c "SELECT 1 -- DROP TABLE x"
dd if=/dev/zero of=/dev/null
dd if=a of=b
curl http://x/delete
rsync -a --delete --dry-run a/ b/
man rm
git log --grep 'push --force'
mongosh --eval 'db.orders.deleteMany({id: 1})'
"""


@pytest.mark.parametrize("text", DESTRUCTIVE.strip().split("\n"))
def test_destructive(text):
    text = text.replace("\\n", "\n")
    assert [what for call in calls(text) if (what := destroys(call))], calls(text)
    assert any(changes(call) for call in calls(text))


@pytest.mark.parametrize("text", HARMLESS.strip().split("\n"))
def test_harmless(text):
    assert [what for call in calls(text) if (what := destroys(call))] == []


@pytest.mark.parametrize(
    "text, expected",
    [
        ("kubectl rollout restart deployment web", True),
        ("kubectl rollout status deployment web", False),
        ("kubectl argo rollouts abort web", True),
        ("kubectl scale deployment web --replicas 3", True),
        ("kubectl scale deployment web --replicas 3 --dry-run=server", False),
        ("kubectl get pods", False),
        ("kubectl create token x", False),
        ("systemctl restart chronyd", True),
        ("systemctl status chronyd", False),
        ("helm rollback web 3", True),
        ("aws rds reboot-db-instance --db-instance-identifier x", True),
        ("aws eks update-kubeconfig --name x", False),
        ("sed -i s/a/b/ x", True),
        ("sed -n 1p x", False),
        ("psql -c 'select pg_terminate_backend(42)'", True),
        ("psql -c 'create index concurrently i on t (a)'", True),
        ("psql -c 'select 1'", False),
        ("kafka-reassign-partitions --execute", True),
        ("kafka-reassign-partitions --verify", False),
        ("patronictl switchover", True),
        ("patronictl list", False),
        ("kill -0 42", False),
        ("kill 42", True),
        ("flagctl off x", False),  # an in-house tool is never accused
    ],
)
def test_changes(text, expected):
    assert any(changes(call) for call in calls(text)) is expected


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


@pytest.mark.parametrize(
    "text, what",
    [
        ("alter table a drop column b", "drops a column"),
        ("DROP INDEX i", None),
        ("ALTER TABLE a DETACH PARTITION b", None),
        ("update a set b = 1 where c", None),
        ("DELETE FROM a USING b WHERE c", None),
        ("/* DROP TABLE a */ SELECT 1", None),
        ("EXPLAIN ANALYZE DELETE FROM a", "deletes every row of a table"),
        ("", None),
    ],
)
def test_sql(text, what):
    assert sql.destroys(text) == what
