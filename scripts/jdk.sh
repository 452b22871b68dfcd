# Sourced. Finds a JDK 25 wherever it is, also beside an older default, and sets JAVA_HOME; installs one where apt has it.

# The major version of the JDK in the folder $1, or nothing where there is none with a compiler.
jdk_version() {
    [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/javac" -version 2>/dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p'
    fi
}

jdk_places() {
    [ -z "${JAVA_HOME-}" ] || echo "$JAVA_HOME"
    local javac
    javac=$(command -v javac 2>/dev/null) && javac=$(readlink -f "$javac") && echo "${javac%/bin/javac}"
    local place
    for place in /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* /opt/java/* /usr/local/*jdk* \
        "$HOME"/.sdkman/candidates/java/25* "$HOME"/.jdks/*25*; do
        [ ! -d "$place" ] || echo "$place"
    done
}

find_jdk() {
    local place
    while read -r place; do
        if [ "$(jdk_version "$place")" = 25 ]; then
            export JAVA_HOME=$place
            return 0
        fi
    done < <(jdk_places)
    return 1
}

require_jdk() {
    find_jdk && return
    local package=openjdk-25-jdk-headless
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt_has $package || apt_update
        if apt_has $package; then
            apt_install $package
            find_jdk && return
        fi
    elif apt_has $package; then
        fail "Leme needs a JDK 25: run 'sudo apt-get install $package', then this again."
    fi
    fail "Leme needs a JDK 25, found none in JAVA_HOME, PATH, /usr/lib/jvm or /opt, and apt offers none here:" \
        "unpack one from https://adoptium.net/temurin/releases/?version=25 in /usr/lib/jvm, or set JAVA_HOME to it."
}
