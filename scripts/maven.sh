# Sourced after packages.sh and jdk.sh. Runs Maven with its whole output in a file and a few lines of it shown.

# Shows the module that is being built, each test class that has run, and a count of downloads.
maven_progress() {
    awk -v program="$program" '
        function show(line) { print program ": " line; fflush() }
        /Building [Ll]eme/ && /\[[0-9]+\/[0-9]+\]/ {
            name = $0; sub(/.*Building [Ll]eme[- ]?/, "", name); sub(/ .*/, "", name); if (name ~ /^[0-9]/) name = ""
            step = $0; sub(/.*\[/, "", step); sub(/\].*/, "", step)
            show("build " step " " (name == "" ? "(all)" : name)); next
        }
        /Tests run:.* -- in / || /Tests run:.* - in / {
            class = $0; sub(/.* in /, "", class); sub(/^dev\.leme\./, "", class)
            run = $0; sub(/.*Tests run: /, "", run); sub(/,.*/, "", run)
            time = $0; sub(/.*Time elapsed: /, "", time); sub(/ s.*/, "", time)
            show(($0 ~ /FAILURE!/ ? "FAILED " : "") class ": " run " tests, " time " s"); next
        }
        /^Downloaded from|\[INFO\] Downloaded from/ { if (++downloads % 50 == 0) show(downloads " files downloaded"); next }
    '
}

# maven LOG ARGUMENTS...: the exit code is Maven's.
maven() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    (cd "$root" && mvn -B -Dstyle.color=never "$@" 2>&1) | tee "$log" | maven_progress >&2
    return "${PIPESTATUS[0]}"
}

# The first errors in a Maven log.
maven_errors() {
    grep -E '^\[ERROR\]' "$1" | grep -vE '^\[ERROR\] *$|Re-run Maven|\[Help 1\]|To see the full|For more information|After correcting' |
        awk '!seen[$0]++' | head -30 >&2
}
