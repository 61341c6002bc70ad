#!/bin/sh
# Checks the pages: style, types and tests. `check.sh true` leaves the tests out.
set -eu
cd "$(dirname "$0")"
node_modules/.bin/biome check --error-on-warnings .
node_modules/.bin/tsc --noEmit
[ "${1:-false}" = true ] || node_modules/.bin/vitest run
