"""Parameters and the variables by which commands mean them."""

from __future__ import annotations

from opslore.lazy import pattern

# What a login shell, a tool's own documentation or the machine sets.
WELL_KNOWN = frozenset(
    """
    HOME USER LOGNAME PATH PWD OLDPWD SHELL HOSTNAME HOST EDITOR VISUAL PAGER TERM LANG TZ TMPDIR
    TMP TEMP UID EUID GID PPID RANDOM SECONDS EPOCHSECONDS LINENO IFS REPLY OPTARG OPTIND COLUMNS
    LINES FUNCNAME SHLVL PIPESTATUS BASHPID MACHTYPE OSTYPE HOSTTYPE DISPLAY MAIL DOMAIN
    KUBECONFIG KUBE_EDITOR HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy
    JAVA_HOME JAVA_OPTS GOPATH GOROOT VIRTUAL_ENV PYTHONPATH NODE_ENV NODE_OPTIONS RAILS_ENV
    DEBIAN_FRONTEND LD_LIBRARY_PATH PROJECT_ROOT WORKSPACE CI
    """.split()
)
_FAMILIES = pattern(
    r"(?:LC|XDG|SSH|SUDO|BASH|AWS|GOOGLE|CLOUDSDK|GCLOUD|AZURE|ARM|VAULT|CONSUL|NOMAD|TF|PG|MYSQL"
    r"|DOCKER|COMPOSE|GIT|GITHUB|GITLAB|CI|ANSIBLE|HELM|ETCDCTL|KAFKA|KUBERNETES|PATRONI|PGBACKREST"
    r"|REDISCLI|ARGOCD|FLUX|OP|SENTRY|DD|PAGERDUTY)_\w+|PG[A-Z]+"
)


def well_known(name: str) -> bool:
    """Whether a variable is set by the machine or by a tool's own conventions."""
    return name in WELL_KNOWN or _FAMILIES.fullmatch(name) is not None


def normal(name: str) -> str:
    """Return a name as a shell can bear it: `pod-name`, `POD_NAME` and `pod_name` are one."""
    return name.lower().replace("-", "_")
