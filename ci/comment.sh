#!/usr/bin/env bash
# Keeps one comment of opslore on a pull request. Reads BASE, NUMBER and GITHUB_REPOSITORY from the
# environment; needs `gh` with a token in GH_TOKEN, both of which GitHub's runners have.
set -euo pipefail

mark='<!-- opslore pr-comment -->'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
opslore pr-comment --base "$BASE" --format github --output "$folder/comment.md"

comments=repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments
known=$(gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$mark\")) | .id")
known=${known%%$'\n'*}
if [ -n "$known" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$known" \
    --field "body=@$folder/comment.md"
else
  gh api --silent --method POST "$comments" --field "body=@$folder/comment.md"
fi
