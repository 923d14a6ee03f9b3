#!/usr/bin/env bash
# The step `Check` of action.yml. Reads PATHS, BASE, FORMAT, FAIL_ON and SARIF from the environment.
set -uo pipefail

options=()
base=${BASE:-}
[ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ] && base=origin/$GITHUB_BASE_REF
if [ -n "$base" ] && [ "$base" != none ]; then
  # A checkout of depth 1 does not reach back to the base; without it there is nothing to compare.
  if ! git merge-base "$base" HEAD >/dev/null 2>&1; then
    branch=${base#origin/}
    deepen=()
    [ "$(git rev-parse --is-shallow-repository)" = true ] && deepen=(--unshallow)
    git fetch --quiet --no-tags ${deepen[@]+"${deepen[@]}"} origin \
      "+refs/heads/$branch:refs/remotes/origin/$branch" || true
  fi
  # A checkout has branches of its own name only: `main` is origin/main there.
  git rev-parse --quiet --verify "$base^{commit}" >/dev/null ||
    { git rev-parse --quiet --verify "origin/$base^{commit}" >/dev/null && base=origin/$base; }
  options+=(--base "$base")
fi
[ -n "${FAIL_ON:-}" ] && options+=(--fail-on "$FAIL_ON")

paths=()
while IFS= read -r path; do
  [ -n "$path" ] && paths+=("$path")
done <<<"${PATHS:-}"

if [ -n "${SARIF:-}" ]; then
  opslore check --format sarif --output "$SARIF" --exit-zero \
    ${options[@]+"${options[@]}"} -- ${paths[@]+"${paths[@]}"} 2>/dev/null
fi
opslore check --format "${FORMAT:-github}" \
  ${options[@]+"${options[@]}"} -- ${paths[@]+"${paths[@]}"}
code=$?
echo "exit-code=$code" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
