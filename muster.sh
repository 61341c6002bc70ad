#!/bin/sh
# The one command for everything: ./muster help
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
module=muster

say() { printf '%s\n' "$*" >&2; }
fail() { say "muster: $*"; exit 1; }

usage() {
  cat <<'END'
Usage: ./muster [COMMAND] [OPTIONS]

  run [SETTINGS]    start Muster (the default); builds it first when needed
  demo [SETTINGS]   start it with a demo company and a bad minute, in a folder of its own
  test [OPTIONS]    build everything and run all checks and tests, as CI does
  bench NAME [...]  run a benchmark; without a name it lists them
  version           print the version, and the JDK that is used
  help              print this

Settings are flags such as --port 8090 or --data /srv/muster, environment variables such as
MUSTER_PORT, or lines in muster.yaml; docs/settings.md lists them all.

MUSTER_JAVA_HOME  a JDK 25 or newer, when the one found by itself is not the right one
MUSTER_JAVA_OPTS  options for the Java command, for example -Xmx4g
MUSTER_AOT=off    start without the cache that makes the start quicker
END
}

# --- Finding a JDK ------------------------------------------------------------------------------------

# The major version of the JDK in folder $1 by its release file, without starting it; nothing when there is none.
jdk_version() {
  [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\{0,1\}\(1\.\)\{0,1\}\([0-9][0-9]*\).*/\2/p' "$1/release" | head -n 1
}

# Prints the folders that may hold a JDK, the best guesses first, one a line.
jdk_candidates() {
  [ -z "${MUSTER_JAVA_HOME:-}" ] || printf '%s\n' "$MUSTER_JAVA_HOME"
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  javac=$(command -v javac 2>/dev/null) || javac=
  if [ -n "$javac" ]; then
    javac=$(readlink -f "$javac" 2>/dev/null) || javac=$(command -v javac)
    dirname "$(dirname "$javac")"
  fi
  home=${HOME:-/nonexistent}
  if [ -n "${MUSTER_JVM_FOLDERS:-}" ]; then
    usual=$MUSTER_JVM_FOLDERS
  else
    usual="/usr/lib/jvm:/usr/java:/usr/local/java:/opt:/opt/java:/usr/local:/opt/jdk"
    usual="$usual:$home/.sdkman/candidates/java:$home/.jdks:$home/.asdf/installs/java"
    usual="$usual:$home/.local/share/mise/installs/java:$home/.jbang/cache/jdks:$home/.jenv/versions"
    usual="$usual:/Library/Java/JavaVirtualMachines:$home/Library/Java/JavaVirtualMachines"
    usual="$usual:/opt/homebrew/opt:/usr/local/opt"
  fi
  old_ifs=$IFS
  IFS=:
  for folder in $usual; do
    IFS=$old_ifs
    for place in "$folder"/* "$folder"/*/Contents/Home "$folder"/*/libexec/openjdk.jdk/Contents/Home; do
      if [ -e "$place/release" ]; then printf '%s\n' "$place"; fi
    done
    IFS=:
  done
  IFS=$old_ifs
  if [ -z "${MUSTER_JVM_FOLDERS:-}" ] && [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v 25+ 2>/dev/null || true
  fi
}

# Sets jdk; or lists what was found and sets jdk to nothing.
find_jdk() {
  jdk=
  jdk_seen=
  candidates=$(jdk_candidates)
  old_ifs=$IFS
  IFS='
'
  for place in $candidates; do
    version=$(jdk_version "$place") || continue
    if [ -z "$version" ]; then
      jdk_seen="$jdk_seen
  $place (no JDK: it has no file named release)"
    elif [ "$version" -lt 25 ]; then
      jdk_seen="$jdk_seen
  $place (version $version)"
    elif [ ! -x "$place/bin/javac" ]; then
      jdk_seen="$jdk_seen
  $place (version $version, but without a compiler: a JRE)"
    else
      jdk=$place
      break
    fi
  done
  IFS=$old_ifs
}

need_jdk() {
  find_jdk
  if [ -n "$jdk" ]; then
    if [ -n "${MUSTER_JAVA_HOME:-}" ] && [ "$jdk" != "$MUSTER_JAVA_HOME" ]; then
      say "muster: MUSTER_JAVA_HOME is $MUSTER_JAVA_HOME, which is no JDK 25 or newer; using $jdk"
    fi
    JAVA_HOME=$jdk
    export JAVA_HOME
    return
  fi
  say "muster: a JDK 25 or newer is needed, with its compiler."
  if [ -n "$jdk_seen" ]; then
    say "Found:$(printf '%s\n' "$jdk_seen" | sort -u)"
  else
    say "None was found in the usual folders, by JAVA_HOME, or on the PATH."
  fi
  say "How to get one:"
  say "  Debian, Ubuntu:  apt-get install openjdk-25-jdk-headless   (or temurin-25-jdk)"
  say "  Fedora:          dnf install java-25-openjdk-devel"
  say "  macOS:           brew install openjdk@25"
  say "  SDKMAN:          sdk install java 25-tem"
  say "Then run this again. One in an unusual folder is named by MUSTER_JAVA_HOME."
  exit 1
}

# --- Maven and Node -----------------------------------------------------------------------------------

# at_least HAVE WANTED, both like 3.8.7
at_least() {
  printf '%s %s\n' "$1" "$2" | awk '{
    split($1, have, "."); split($2, want, ".");
    for (i = 1; i <= 3; i++) { if (have[i] + 0 > want[i] + 0) exit 0; if (have[i] + 0 < want[i] + 0) exit 1 }
    exit 0 }'
}

need_maven() {
  # Maven's own libraries use what newer JDKs warn about; the warnings are not ours to heed.
  MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
  export MAVEN_OPTS
  if command -v mvn >/dev/null 2>&1; then
    maven=$(mvn -B -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' | head -n 1) || maven=
    if [ -n "$maven" ] && at_least "$maven" 3.6.3; then return; fi
    say "muster: Maven 3.6.3 or newer is needed to build; this is ${maven:-not working}: $(command -v mvn)"
  else
    say "muster: Maven 3.6.3 or newer is needed to build, and there is no mvn on the PATH."
  fi
  say "How to get it:"
  say "  Debian, Ubuntu:  apt-get install maven"
  say "  Fedora:          dnf install maven"
  say "  macOS:           brew install maven"
  say "  SDKMAN:          sdk install maven"
  exit 1
}

node_fits() {
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || return 1
  node=$(node --version 2>/dev/null) || return 1
  at_least "${node#v}" 20.19
}

need_node() {
  node_fits || fail "Node 20.19 or newer with npm is needed to build the web interface (Debian: apt-get install nodejs npm)"
}

# --- Building -----------------------------------------------------------------------------------------

app=$root/target/app

# newer_than FILE PLACES...: whether anything in the places changed after the file was written. A folder's own time tells
# of files that are gone.
newer_than() {
  stamp=$1
  shift
  [ -e "$stamp" ] || return 0
  for place in "$@"; do
    if [ -e "$place" ] && [ -n "$(find "$place" -newer "$stamp" -print 2>/dev/null | head -n 1)" ]; then return 0; fi
  done
  return 1
}

interface_changed() {
  newer_than "$root/ui/dist/index.html" "$root/ui/src" "$root/ui/public" "$root/ui/index.html" \
    "$root/ui/package.json" "$root/ui/package-lock.json" "$root/ui/vite.config.ts"
}

build_needed() {
  newer_than "$app/built" "$root/pom.xml" "$root/$module/pom.xml" "$root/$module/src/main" "$root/ui/pom.xml" || interface_changed
}

build() {
  need_jdk
  need_maven
  skip_ui=-DskipUi
  if interface_changed; then
    need_node
    skip_ui=
  fi
  say "muster: building (with $jdk); the first time takes a few minutes"
  mkdir -p "$root/target"
  # The stamp is as old as the beginning: what changes meanwhile is built next time.
  touch "$root/target/building"
  (cd "$root" && mvn -ntp -q -B -pl "ui,$module" $skip_ui -Dfast -DskipTests package) || fail "the build failed"
  jar=
  for candidate in "$root/$module"/target/muster-*-app.jar; do
    if [ -e "$candidate" ]; then jar=$candidate; fi
  done
  [ -n "$jar" ] || fail "the build made no $module/target/muster-*-app.jar"
  # Unpacked it starts quicker than as one file; all jars, so that the cache below can be used.
  rm -rf "$app.new"
  "$jdk/bin/java" -Djarmode=tools -jar "$jar" extract --destination "$app.new" --application-filename muster.jar \
    >/dev/null || fail "the built jar could not be unpacked"
  touch -r "$root/target/building" "$app.new/built"
  rm -rf "$app"
  mv "$app.new" "$app"
}

# --- Starting -----------------------------------------------------------------------------------------

java_options="-XX:+UseG1GC -XX:+UseCompactObjectHeaders -Xmx1g -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED"

# The cache of loaded and linked classes halves the time to start. It fits one JDK and one build; when it cannot be made,
# Muster starts without. It is made by a start and a stop of Muster in a folder that is thrown away.
prepare_cache() {
  cache=
  if [ "${MUSTER_AOT:-on}" = off ]; then return; fi
  key=$({ cat "$jdk/release"; printf '%s\n' "$jdk" "$java_options"; } | cksum | tr ' ' -)
  cache=$app/start-$key.aot
  if [ -s "$cache" ]; then return; fi
  if [ -e "$cache.failed" ] || [ ! -w "$app" ]; then
    cache=
    return
  fi
  say "muster: preparing a quicker start, once for this build"
  trial=$(mktemp -d "${TMPDIR:-/tmp}/muster-trial.XXXXXX") || { cache=; return; }
  # Own settings must not lead the trial to a real database or port.
  if (
    for name in $(env | sed -n 's/^\(MUSTER_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done
    cd "$trial" &&
      "$jdk/bin/java" -XX:AOTCacheOutput="$trial/start.aot" $java_options -Dmuster.trial=true -jar "$app/muster.jar" \
        --port=0 --bind=127.0.0.1 --data="$trial/data" >"$trial/log" 2>&1
  ) && [ -s "$trial/start.aot" ]; then
    mv "$trial/start.aot" "$cache"
  else
    cp "$trial/log" "$cache.failed" 2>/dev/null || true
    say "muster: that did not work, so the start takes a little longer (see $cache.failed)"
    cache=
  fi
  rm -rf "$trial"
}

run() {
  if build_needed; then
    build
  else
    need_jdk
  fi
  prepare_cache
  set -- -jar "$app/muster.jar" "$@"
  if [ -n "$cache" ]; then set -- -XX:AOTCache="$cache" "-Xlog:aot*=off" "-Xlog:cds*=off" "$@"; fi
  # Options are words without spaces, as for every JAVA_OPTS; later ones win.
  # shellcheck disable=SC2086
  exec "$jdk/bin/java" $java_options ${MUSTER_JAVA_OPTS:-} "$@"
}

demo() {
  : "${MUSTER_DATA:=data-demo}"
  export MUSTER_DATA
  run demo "$@"
}

# --- Testing ------------------------------------------------------------------------------------------

# What the tests with real foreign programs need from the system. Prometheus and Alertmanager are unpacked by the tests
# themselves and never installed, so that no service starts.
need_test_tools() {
  missing=
  node_fits || missing="$missing nodejs npm"
  chromium=
  for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then chromium=$name; fi
  done
  [ -n "$chromium" ] || missing="$missing chromium"
  command -v apt-get >/dev/null 2>&1 ||
    fail "the tests with real programs run on Debian or Ubuntu (apt-get is missing). The rest: mvn verify -pl ui,$module"
  lists=yes
  for package in prometheus prometheus-alertmanager; do
    if ! apt-cache show "$package" >/dev/null 2>&1; then lists=; fi
  done
  if [ -n "$missing" ] || [ -z "$lists" ]; then
    if [ "$(id -u)" != 0 ]; then
      say "muster: the tests need programs from Debian. As root, run:"
      say "  apt-get update${missing:+ && apt-get install --no-install-recommends$missing}"
      exit 1
    fi
    say "muster: fetching what the tests need:${missing:- package lists}"
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    apt-get -q -o DPkg::Lock::Timeout=600 update >&2 || say "muster: apt-get update failed; trying with the lists at hand"
    if [ -n "$missing" ]; then
      # shellcheck disable=SC2086
      apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing >&2 ||
        fail "could not install:$missing"
    fi
    node_fits || fail "Node 20.19 or newer is needed; this system's packages bring ${node:-none}"
  fi
}

run_tests() {
  need_jdk
  need_maven
  need_test_tools
  cd "$root"
  exec mvn -ntp -B verify "$@"
}

bench() {
  if [ $# -eq 0 ]; then
    say "Benchmarks:"
    for file in "$root"/bench/src/main/java/dev/muster/bench/*Bench.java; do
      [ -e "$file" ] || continue
      name=$(basename "$file" Bench.java | sed 's/\([a-z0-9]\)\([A-Z]\)/\1-\2/g' | tr '[:upper:]' '[:lower:]')
      say "  ./muster bench $name"
    done
    exit 2
  fi
  class=$(printf '%s\n' "$1" | awk -F- '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }')Bench
  [ -e "$root/bench/src/main/java/dev/muster/bench/$class.java" ] || fail "there is no benchmark $1; ./muster bench lists them"
  shift
  need_jdk
  need_maven
  skip_ui=-DskipUi
  if interface_changed; then
    need_node
    skip_ui=
  fi
  (cd "$root" && mvn -ntp -q -B -pl "ui,$module,bench" $skip_ui -Dfast -DskipTests package \
    dependency:build-classpath -Dmdep.outputFile=target/class-path) || fail "the build failed"
  # shellcheck disable=SC2086
  exec "$jdk/bin/java" $java_options ${MUSTER_JAVA_OPTS:-} -Dmuster.launcher="$root/$(basename "$0")" \
    -cp "$root/bench/target/classes:$(cat "$root/bench/target/class-path")" "dev.muster.bench.$class" "$@"
}

version() {
  printf 'Muster %s\n' "$(sed -n 's/^  <version>\(.*\)<\/version>.*/\1/p' "$root/pom.xml" | head -n 1)"
  find_jdk
  if [ -n "$jdk" ]; then
    printf 'JDK %s in %s\n' "$(jdk_version "$jdk")" "$jdk"
  else
    printf 'no JDK 25 or newer found\n'
  fi
}

case ${1:-run} in
  run) [ $# -eq 0 ] || shift; run "$@" ;;
  -h | --help | help) usage ;;
  --version | version) version ;;
  -*) run "$@" ;;
  demo) shift; demo "$@" ;;
  test) shift; run_tests "$@" ;;
  bench) shift; bench "$@" ;;
  *) usage >&2; fail "there is no command $1" ;;
esac
