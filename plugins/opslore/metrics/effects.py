"""What a command does to the world: destroys something, changes something, or only reads.

Closed lists of well-known programs: a command that is not in them is taken for one that reads, so
an in-house tool is never accused. A dry run, `--help` and words that are only printed or searched
for do nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from opslore.lazy import pattern
from opslore.metrics import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opslore.metrics.calls import Call

    Effect = Callable[[Call], str | None]

_KUBECTL_VALUES = frozenset(
    "-n --namespace --context --cluster --kubeconfig -l --selector -o --output --user --as -s"
    " --server --token --request-timeout -f --filename -k -c --container --as-group -p".split()
)
_AWS_VALUES = frozenset("--profile --region --output --query --endpoint-url --color".split())
_GIT_VALUES = frozenset({"-C", "-c", "--git-dir", "--work-tree"})
_TERRAFORM = frozenset({"terraform", "tofu", "terragrunt"})
_KUBECTL_CHANGES = frozenset(
    "apply create scale rollout patch edit label annotate cordon uncordon drain taint set replace"
    " autoscale expose run delete evict".split()
)
_ROLLOUT_READS = frozenset({"status", "history"})
_SYSTEM = frozenset("start stop restart reload enable disable mask kill isolate reboot".split())
_SQL_CLIENTS = frozenset(
    "psql mysql mariadb sqlite3 cockroach clickhouse-client clickhouse cqlsh sqlcmd sqlplus pgcli"
    " mycli trino presto bq snowsql".split()
)
_MONGO = pattern(
    r"\.drop(?:Database|Collection)?\(\s*\)|\.(?:deleteMany|remove)\(\s*(?:\{\s*\}\s*)?\)"
)
_DISKS = pattern(r"of=/dev/(?!null|zero|stdout|stderr|shm/)")
_TEMPORARY = pattern(r"(?:/var)?/tmp/[\w.-]|\$\{?(?:TMP|TMPDIR|tmp|tmpdir)\b")
_AWS_DELETES = pattern(
    r"delete-|terminate-|purge-|remove-|deregister-|release-address|batch-delete"
)
_AWS_CHANGES = pattern(
    r"(?:create|update|put|modify|start|stop|reboot|set|attach|detach|failover|restore|run|enable"
    r"|disable|register|associate|disassociate|reset|promote|rotate|tag|untag|invoke|send)-"
)
_AWS_LOCAL = frozenset({"update-kubeconfig", "start-session", "start-query", "send-command"})


def destroys(call: Call) -> str | None:
    """Return what a call destroys, as the end of "this command …"; None if nothing."""
    if _harmless(call):
        return None
    if call.name.startswith("mkfs"):
        return "makes a new file system"
    effect = _DESTROYS.get(call.name)
    return effect(call) if effect else None


def changes(call: Call) -> bool:
    """Whether a call changes the system that the runbook is about."""
    if _harmless(call):
        return False
    if destroys(call):
        return True
    effect = _CHANGES.get(call.name)
    return effect(call) if effect else False


def _harmless(call: Call) -> bool:
    for arg in call.args:
        if arg in {"--help", "--dryrun", "--noop", "--just-print"}:
            return True
        if arg.startswith("--dry-run") and arg not in {"--dry-run=none", "--dry-run=false"}:
            return True
    return False


def _rm(call: Call) -> str | None:
    if not call.has("-r", "-R", "--recursive"):
        return None
    files = call.plain()
    if files and all(_TEMPORARY.match(name) for name in files):
        return None
    return "deletes whole folders"


def _kubectl(call: Call) -> str | None:
    verbs = call.plain(_KUBECTL_VALUES)
    if verbs[:1] == ("delete",):
        return f"deletes {_what(verbs[1:2])} from the cluster"
    if verbs[:1] == ("replace",) and call.has("--force"):
        return "deletes an object of the cluster and makes it anew"
    return None


def _what(kinds: tuple[str, ...]) -> str:
    kind = kinds[0].split("/", 1)[0] if kinds else ""
    return f"a `{kind}`" if re.fullmatch(r"[a-z][a-z.]*", kind) else "an object"


def _terraform(call: Call) -> str | None:
    verbs = call.plain()
    if verbs[:1] == ("destroy",) or (verbs[:1] == ("apply",) and call.has("-destroy", "--destroy")):
        return "takes infrastructure down"
    if verbs[:2] == ("state", "rm"):
        return "forgets infrastructure that goes on running"
    return None


def _helm(call: Call) -> str | None:
    verbs = call.plain(_KUBECTL_VALUES | {"--kube-context"})
    return "takes a release down" if {"uninstall", "delete", "del"} & set(verbs[:1]) else None


def _git(call: Call) -> str | None:
    verbs = call.plain(_GIT_VALUES)
    if verbs[:1] != ("push",):
        return None
    forced = call.has("--force", "-f", "--force-with-lease", "--mirror", "--delete", "-d")
    if forced or any(ref.startswith(("+", ":")) for ref in verbs[1:]):
        return "overwrites a branch for everybody"
    return None


def _aws(call: Call) -> str | None:
    verbs = call.plain(_AWS_VALUES)
    if verbs[:2] == ("s3", "rm") and call.has("--recursive"):
        return "deletes all objects below a prefix"
    if verbs[:2] == ("s3", "rb"):
        return "deletes a bucket"
    if verbs[:2] == ("s3", "sync") and call.has("--delete"):
        return "deletes objects that the source lacks"
    if len(verbs) > 1 and _AWS_DELETES.match(verbs[1]):
        return f"runs `{verbs[0]} {verbs[1]}`"
    return None


def _cloud(call: Call) -> str | None:
    verb = next((v for v in call.plain() if v in {"delete", "destroy", "purge"}), None)
    return f"runs a `{verb}` of the cloud" if verb else None


def _redis(call: Call) -> str | None:
    text = f"{' '.join(call.args)} {call.fed}".upper()
    return "empties the store" if re.search(r"\bFLUSH(?:ALL|DB)\b", text) else None


def _kafka_groups(call: Call) -> str | None:
    if call.has("--delete", "--delete-offsets"):
        return "deletes the offsets of a consumer group"
    if call.has("--reset-offsets") and call.has("--execute"):
        return "moves the offsets of a consumer group"
    return None


def _sql(call: Call) -> str | None:
    return sql.destroys(f"{' ; '.join(call.args)} ; {call.fed}")


def _docker(call: Call) -> str | None:
    verbs = call.plain()
    if verbs[:2] in {("system", "prune"), ("volume", "prune"), ("volume", "rm")}:
        return "deletes containers, images or volumes"
    if "down" in verbs[:3] and call.has("-v", "--volumes"):
        return "deletes the volumes"
    return None


def _if_option(what: str, *options: str) -> Effect:
    def effect(call: Call) -> str | None:
        return what if call.has(*options) else None

    return effect


def _if_verb(what: str, *verbs: str) -> Effect:
    def effect(call: Call) -> str | None:
        return what if any(v in verbs for v in call.plain()[:3]) else None

    return effect


def _always(what: str) -> Effect:
    def effect(call: Call) -> str | None:
        return what if call.args else None

    return effect


def _curl(call: Call) -> str | None:
    method = _method(call)
    return "deletes what stands at the address" if method == "DELETE" else None


def _method(call: Call) -> str:
    for at, arg in enumerate(call.args):
        if arg in {"-X", "--request"} and at + 1 < len(call.args):
            return call.args[at + 1].upper()
        if match := re.fullmatch(r"(?:-X|--request=|--method=)([A-Za-z]+)", arg):
            return match[1].upper()
    return ""


def _find(call: Call) -> str | None:
    return "deletes every file it finds" if "-delete" in call.args else None


_DESTROYS: Mapping[str, Effect] = {
    "rm": _rm,
    "find": _find,
    "dd": lambda call: "overwrites a disk" if any(_DISKS.match(arg) for arg in call.args) else None,
    "shred": _always("overwrites files"),
    "blkdiscard": _always("wipes a disk"),
    "wipefs": _if_option("wipes a disk", "-a", "--all"),
    "lvremove": _always("deletes a volume"),
    "vgremove": _always("deletes a volume group"),
    "pvremove": _always("deletes a physical volume"),
    "zpool": _if_verb("deletes a pool", "destroy"),
    "zfs": _if_verb("deletes a file system", "destroy"),
    "userdel": _always("deletes an account"),
    "kubectl": _kubectl,
    "oc": _kubectl,
    "k": _kubectl,
    "helm": _helm,
    "terraform": _terraform,
    "tofu": _terraform,
    "terragrunt": _terraform,
    "pulumi": _if_verb("takes infrastructure down", "destroy"),
    "cdk": _if_verb("takes infrastructure down", "destroy"),
    "eksctl": _if_verb("takes infrastructure down", "delete"),
    "kops": _if_verb("takes infrastructure down", "delete"),
    "argocd": _if_verb("deletes an application", "delete"),
    "velero": _if_verb("deletes a backup", "delete"),
    "git": _git,
    "docker": _docker,
    "podman": _docker,
    "docker-compose": _docker,
    "aws": _aws,
    "gcloud": _cloud,
    "az": _cloud,
    "doctl": _cloud,
    "openstack": _cloud,
    "gsutil": _if_verb("deletes objects or a bucket", "rb", "rm"),
    "s3cmd": _if_verb("deletes objects or a bucket", "rb", "del", "rm"),
    "rclone": _if_verb("deletes files", "delete", "purge", "sync"),
    "rsync": _if_option(
        "deletes files that the source lacks", "--delete", "--delete-after", "--delete-before"
    ),
    "redis-cli": _redis,
    "kafka-topics": _if_option("deletes a topic", "--delete"),
    "kafka-delete-records": _always("deletes records"),
    "kafka-consumer-groups": _kafka_groups,
    "rpk": _if_verb("deletes a topic or group", "delete"),
    "rabbitmqctl": _if_verb(
        "deletes a queue or its messages", "delete_queue", "purge_queue", "reset", "force_reset"
    ),
    "rabbitmqadmin": _if_verb("deletes a queue or its messages", "delete", "purge"),
    "etcdctl": _if_verb("deletes keys", "del"),
    "vault": _if_verb("destroys a secret", "destroy"),
    "dropdb": _always("deletes a database"),
    "mysqladmin": _if_verb("deletes a database", "drop"),
    "patronictl": _if_verb("makes a member anew", "reinit", "remove"),
    "pgbackrest": _if_verb("overwrites the data folder", "restore", "expire", "stanza-delete"),
    "pg_restore": _if_option("drops what it restores", "--clean", "-c"),
    "mongosh": lambda call: (
        "drops or empties a collection" if _MONGO.search(" ".join(call.args) + call.fed) else None
    ),
    "ceph": _if_verb("deletes a pool or an OSD", "purge", "destroy", "purge-new"),
    "kubeadm": _if_verb("takes a node down", "reset"),
    "curl": _curl,
    **dict.fromkeys(_SQL_CLIENTS, _sql),
}


def _verb_in(*verbs: str, first: int = 3) -> Callable[[Call], bool]:
    def effect(call: Call) -> bool:
        return any(v in verbs for v in call.plain()[:first])

    return effect


def _kubectl_changes(call: Call) -> bool:
    verbs = call.plain(_KUBECTL_VALUES)
    if verbs[:2] == ("create", "token"):
        return False
    if verbs[:1] == ("argo",):
        return any(v in {"abort", "promote", "undo", "restart", "retry", "set"} for v in verbs)
    if verbs[:1] == ("rollout",):
        return not _ROLLOUT_READS & set(verbs[1:2])
    return bool(_KUBECTL_CHANGES & set(verbs[:1]))


def _aws_changes(call: Call) -> bool:
    verbs = call.plain(_AWS_VALUES)
    if verbs[:1] == ("s3",):
        return verbs[1:2] in {("cp",), ("mv",), ("sync",), ("mb",), ("rm",)}
    return len(verbs) > 1 and verbs[1] not in _AWS_LOCAL and bool(_AWS_CHANGES.match(verbs[1]))


def _sql_changes(call: Call) -> bool:
    return sql.changes(f"{' ; '.join(call.args)} ; {call.fed}")


def _yes(call: Call) -> bool:
    return bool(call.args)


_CHANGES: Mapping[str, Callable[[Call], bool]] = {
    "kubectl": _kubectl_changes,
    "oc": _kubectl_changes,
    "k": _kubectl_changes,
    "helm": _verb_in("install", "upgrade", "rollback"),
    **dict.fromkeys(_TERRAFORM, _verb_in("apply", "import", "taint", "force-unlock")),
    "git": lambda call: call.plain(_GIT_VALUES)[:1] == ("push",),
    "systemctl": lambda call: bool(_SYSTEM & set(call.plain()[:1])),
    "service": _verb_in("start", "stop", "restart", "reload"),
    "docker": _verb_in("restart", "stop", "start", "kill", "rm", "run", "up", "down"),
    "podman": _verb_in("restart", "stop", "start", "kill", "rm", "run"),
    "docker-compose": _verb_in("restart", "stop", "start", "kill", "rm", "up", "down"),
    "argocd": _verb_in("sync", "rollback", "set", "terminate-op"),
    "aws": _aws_changes,
    "kill": lambda call: not call.has("-l", "-0"),
    "pkill": _yes,
    "killall": _yes,
    "reboot": lambda call: not call.args,
    "shutdown": _verb_in("now", "+0", first=9),
    "rm": _yes,
    "mv": _yes,
    "chmod": _yes,
    "chown": _yes,
    "truncate": _yes,
    "sed": lambda call: call.has("-i", "--in-place"),
    "kafka-reassign-partitions": lambda call: call.has("--execute"),
    "kafka-configs": lambda call: call.has("--alter"),
    "kafka-topics": lambda call: call.has("--alter", "--create"),
    "kafka-leader-election": _yes,
    "patronictl": _verb_in("switchover", "failover", "restart", "reload", "pause", "resume"),
    "redis-cli": _verb_in("SET", "DEL", "UNLINK", "EXPIRE", "set", "del", "unlink", "expire"),
    "vault": _verb_in("write", "put", "delete", "revoke", "rotate"),
    "curl": lambda call: _method(call) in {"PUT", "PATCH"},
    "iptables": lambda call: not call.has("-L", "-S"),
    **dict.fromkeys(_SQL_CLIENTS, _sql_changes),
}
