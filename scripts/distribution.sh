# Sourced after maven.sh. The distribution is target/leme: a folder of jars for each build that something still runs
# from, and a class path made of the newest.

dist=$root/target/leme

# Whether a source is newer than the distribution. Folders count too: their time changes when a file goes.
dist_is_stale() {
    [ -f "$dist/classpath" ] || return 0
    [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$root/.mvn" -newer "$dist/classpath" -print -quit 2>/dev/null)" ]
}

dist_build() {
    require_writable
    require_packages maven
    mkdir -p "$dist"
    exec 8>"$dist/lock"
    flock 8 # another command may be building: then there is nothing left to do
    if dist_is_stale; then
        say "building (the first time downloads libraries: a few minutes)"
        touch "$dist/started"
        local lib
        lib=$dist/lib.$(date +%Y%m%d%H%M%S.%N)
        maven "$dist/build.log" -T 2 -Dmaven.test.skip=true -Dleme.lib="$lib" package -pl cli -am || {
            rm -rf "$lib"
            maven_errors "$dist/build.log"
            fail "the build failed; all its output is in $dist/build.log"
        }
        cp "$root"/cli/target/leme-cli-*.jar "$lib/"
        dist_classpath "$lib" >"$dist/classpath.next"
        dist_train "$lib" "$(<"$dist/classpath.next")"
        touch -r "$dist/started" "$dist/classpath.next" # sources that changed meanwhile are newer
        mv "$dist/classpath.next" "$dist/classpath"
        dist_forget_old "$lib"
    fi
    exec 8>&-
}

# A running server loads from its jars as it goes: theirs stay until nothing runs from them.
dist_forget_old() {
    local old
    for old in "$dist"/lib.*; do
        [ "$old" = "$1" ] || grep -qsF "$old/" /proc/[0-9]*/cmdline || rm -rf "$old"
    done
}

dist_classpath() { printf '%s\n' "$1"/*.jar | LC_ALL=C sort | paste -sd:; }

# The flags of every Leme process; a cache of loaded and linked classes is valid for these alone.
java_flags() {
    echo "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms16m -XX:TrimNativeHeapInterval=1000" \
        "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
}

# Where the class path in $1 has its cache.
dist_cache() {
    local first=${1%%:*}
    echo "${first%/*}/leme.aot"
}

# Runs the server once for its own training (`leme train`), and keeps what the JVM learnt; Leme works without it.
dist_train() {
    say "training (a few seconds, for faster starts)"
    # shellcheck disable=SC2046
    timeout 120 "$JAVA_HOME/bin/java" $(java_flags) -XX:AOTCacheOutput="$1/leme.aot" -cp "$2" dev.leme.cli.Leme train \
        >"$dist/train.log" 2>&1 </dev/null || rm -f "$1/leme.aot"
}
