#!/bin/sh
# Builds the pages into dist/. Called by Maven (pom.xml) and by `npm run build`.
set -eu
cd "$(dirname "$0")"

command -v node >/dev/null 2>&1 || {
  echo "ui: Node 20.19 or newer is needed to build the web interface (or build with -DskipUi)" >&2
  exit 1
}

# The lock file that node_modules was made from is kept inside it, so an unchanged tree installs nothing.
if ! cmp -s package-lock.json node_modules/.installed-lock 2>/dev/null; then
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-lock
fi

node_modules/.bin/tsc --noEmit
node_modules/.bin/vite build --logLevel warn
