# Sourced after maven.sh. The distribution is target/leme: lib/*.jar, and a class path made of them.

dist=$root/target/leme

# Whether a source is newer than the distribution. Folders count too: their time changes when a file goes.
dist_is_stale() {
    [ -f "$dist/classpath" ] || return 0
    [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$root/.mvn" -newer "$dist/classpath" -print -quit 2>/dev/null)" ]
}

dist_build() {
    require_packages maven
    mkdir -p "$dist"
    exec 8>"$dist/lock"
    flock 8 # another command may be building: then there is nothing left to do
    if dist_is_stale; then
        say "building (the first time downloads libraries: a few minutes)"
        touch "$dist/started"
        rm -rf "$dist/lib.next"
        maven "$dist/build.log" -T 2 -Dmaven.test.skip=true -Dleme.lib="$dist/lib.next" package -pl cli -am || {
            maven_errors "$dist/build.log"
            fail "the build failed; all its output is in $dist/build.log"
        }
        cp "$root"/cli/target/leme-cli-*.jar "$dist/lib.next/"
        rm -rf "$dist/lib" "$dist/leme.aot" && mv "$dist/lib.next" "$dist/lib"
        dist_classpath >"$dist/classpath.next"
        touch -r "$dist/started" "$dist/classpath.next" # sources that changed meanwhile are newer
        dist_train "$(cat "$dist/classpath.next")"
        mv "$dist/classpath.next" "$dist/classpath"
    fi
    exec 8>&-
}

dist_classpath() { printf '%s\n' "$dist"/lib/*.jar | LC_ALL=C sort | paste -sd:; }

# The flags of every Leme process; a cache of loaded and linked classes is valid for these alone.
java_flags() {
    echo "-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms16m -XX:TrimNativeHeapInterval=1000" \
        "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
}

# Runs the server once for its own training (`leme train`), and keeps what the JVM learnt; Leme works without it.
dist_train() {
    say "training (a few seconds, for faster starts)"
    # shellcheck disable=SC2046
    timeout 120 "$JAVA_HOME/bin/java" $(java_flags) -XX:AOTCacheOutput="$dist/leme.aot" -cp "$1" dev.leme.cli.Leme train \
        >"$dist/train.log" 2>&1 </dev/null || rm -f "$dist/leme.aot"
}
