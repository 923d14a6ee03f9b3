#!/usr/bin/env bash
# Keeps one comment of opslore on a pull request. Reads BASE, NUMBER and GITHUB_REPOSITORY from the
# environment; needs `gh` with a token in GH_TOKEN, both of which GitHub's runners have.
set -euo pipefail

mark='<!-- opslore pr-comment -->'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# What the gate is told to compare with may be `none`, and a branch may be named as at home.
[ "$BASE" = none ] && BASE=origin/${GITHUB_BASE_REF:-main}
git rev-parse --quiet --verify "$BASE^{commit}" >/dev/null || BASE=origin/$BASE
opslore pr-comment --base "$BASE" --format github --output "$folder/comment.md"

comments=repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments
known=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$mark\")) | .id")
known=${known%%$'\n'*}
target=(--method POST "$comments")
[ -n "$known" ] && target=(--method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known")
if ! gh api --silent "${target[@]}" --field "body=@$folder/comment.md"; then
  # The token of a pull request from a fork may read only; that is no fault of the change.
  echo "::warning title=opslore::the comment could not be written; it is in the summary of this job"
  cat "$folder/comment.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
