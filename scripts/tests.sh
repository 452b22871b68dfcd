# Sourced after maven.sh. What ./dev does with Maven, and the sum of the tests' reports.

logs=$root/target/dev

rooms() { sed -n 's/.*<module>\(.*\)<\/module>.*/\1/p' "$root/pom.xml"; }

prepare() {
    require_jdk
    require_writable
    require_packages maven
    mkdir -p "$logs"
}

forget_reports() { rm -rf "$root"/*/target/surefire-reports; }

# The sum of the reports, as the last line; $1 is how many steps failed beside them. Returns 1 when something failed.
summary() {
    local broken=$1 reports
    reports=$(find "$root" -mindepth 4 -maxdepth 4 -path '*/target/surefire-reports/TEST-*.xml' 2>/dev/null)
    # shellcheck disable=SC2086
    awk -v broken="$broken" '
        function count(name,   text) {
            if (!match($0, " " name "=\"[0-9]+\"")) return 0
            text = substr($0, RSTART, RLENGTH); gsub(/[^0-9]/, "", text); return text + 0
        }
        /<testsuite / { tests += count("tests"); failed += count("errors") + count("failures"); skipped += count("skipped") }
        END {
            failed += broken
            passed = tests - (failed - broken) - skipped
            printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
            exit failed > 0
        }' /dev/null $reports
}

# The names of failed tests, from the reports, each with the beginning of what was wrong, where in our own code, and the seeds
# that were printed: enough to understand a failure that happens only where nobody can look.
failures() {
    find "$root" -mindepth 4 -maxdepth 4 -path '*/target/surefire-reports/TEST-*.xml' -exec awk '
        function plain(text) {
            gsub(/&#10;/, "\n", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text)
            gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
            return text
        }
        function tell(message,   lines, count, i) {
            count = split(plain(message), lines, "\n")
            print "FAILED " class "." name (count ? ": " substr(lines[1], 1, 400) : "")
            for (i = 2; i <= count && i <= 4; i++) print "    " substr(lines[i], 1, 400)
        }
        FNR == 1 { failed = within = frames = 0 }
        /<testcase / { name = $0; class = $0; sub(/.* name="/, "", name); sub(/".*/, "", name)
                       sub(/.*classname="/, "", class); sub(/".*/, "", class) }
        /<(failure|error)[ >]/ { text = $0; if (!sub(/.*<(failure|error)[^>]* message="/, "", text)) text = ""
                                 sub(/".*/, "", text); tell(text); failed = within = 1; frames = 0 }
        within && frames < 2 && /^[ \t]*at dev\.leme\./ && !/dev\.leme\.testkit\.await/ {
            frame = $0; sub(/^[ \t]*/, "    ", frame); print frame; frames++ }
        within && /^Caused by: / { print "    " substr($0, 1, 400); frames = 0 }
        /<\/(failure|error)>/ { within = 0 }
        failed && !within && /seed -?[0-9]+/ && seeds[FILENAME]++ < 3 {
            line = $0; sub(/.*CDATA\[/, "", line); print "    printed: " substr(line, 1, 200) }' {} + >&2
}

# Runs one step and counts it when it breaks: step NAME LOG MAVEN-ARGUMENTS...
broken=0
step() {
    local name=$1 log=$logs/$2
    shift 2
    say "$name"
    if maven "$log" "$@"; then
        # Maven is told to go on after failed tests, and then hides a test process that died.
        ! grep -qE 'The forked VM terminated|error in the forked process' "$log" && return
    fi
    broken=$((broken + 1))
    maven_errors "$log"
    say "$name: failed; all its output is in $log"
    return 1
}

installed=$root/target/dev/installed

# A test that hangs is ended after a time that no test needs, with what every thread did on its standard output.
ends='-Djunit.jupiter.execution.timeout.default=20m -Djunit.jupiter.execution.timeout.threaddump.enabled=true'

# Puts the jars of the rooms that $1 stands on into ~/.m2, where their sources have changed since the last time.
install_below() {
    if [ -f "$installed" ] && [ -z "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main "$root/.mvn" \
        -newer "$installed" -not -path "$root/$1/*" -print -quit 2>/dev/null)" ]; then
        return 0
    fi
    touch "$installed.next"
    step "building what $1 stands on" install.log -T 2 -Dmaven.test.skip=true install -pl "$1" -am &&
        mv "$installed.next" "$installed"
}

test_room() {
    local arguments=(-pl "$1" -Dmaven.test.failure.ignore=true -Dsurefire.extra="$ends" -Dtest="$2" test)
    forget_reports
    if install_below "$1" && ! step "tests of $1" "test-$1.log" -o "${arguments[@]}" &&
        grep -q 'Could not resolve\|Cannot access' "$logs/test-$1.log"; then
        say "once more, with downloads"
        broken=0
        rm -f "$installed"
        install_below "$1" && step "tests of $1" "test-$1.log" "${arguments[@]}"
    fi
    failures
    summary "$broken"
}

# The tests whose class name matches $1, in every room that has some, with the JVM's extra flags $2.
test_named() {
    forget_reports
    local with
    with=$(with_tests "$1")
    [ -n "$with" ] || fail "no test class is named $1"
    # shellcheck disable=SC2086
    step "build" build.log -T 2 -DskipTests install &&
        step "tests named $1" named.log -pl "$with" -Dmaven.test.failure.ignore=true -Dtest="$1" -Dsurefire.extra="$ends $2" surefire:test
    failures
    summary "$broken"
}

# The rooms that have test classes named like $1, with commas.
with_tests() {
    (cd "$root" && find . -path './*/src/test/java/*' -name "$1.java" | cut -d/ -f2 | sort -u | paste -sd,)
}

test_all() {
    forget_reports
    local started=$SECONDS containers
    if [ "$(id -u)" = 0 ]; then
        # shellcheck disable=SC2086
        require_packages $runtime_packages kubernetes-client busybox-static procps
    else
        say "not root: the tests on real containers don't run"
    fi
    format_check
    touch "$installed.next"
    if step "build with all checks, and unit tests" unit.log -T 2 -Dmaven.test.failure.ignore=true -Dsurefire.extra="$ends" -Dtest='*Test' install; then
        mv "$installed.next" "$installed"
        containers=$(with_tests '*IT')
        if [ "$(id -u)" = 0 ] && [ -n "$containers" ]; then
            step "tests on real containers" it.log -pl "$containers" -Dmaven.test.failure.ignore=true -Dsurefire.extra="$ends" -Dtest='*IT' surefire:test
        fi
    fi
    failures
    say "took $((SECONDS - started)) s"
    summary "$broken"
}

# Names the files that aren't formatted; the log has the differences.
format_check() {
    say "format check"
    maven "$logs/format.log" -T 2 -fn spotless:check ${1:+-pl "$1"} && ! grep -q '^\[ERROR\]' "$logs/format.log" && return
    broken=$((broken + 1))
    if grep -q 'format violations' "$logs/format.log"; then
        grep -oE 'src/(main|test)/java/[^ ]*\.java' "$logs/format.log" | sort -u | sed 's/^/  /' >&2
        say "these files are not formatted: './dev format' mends them"
    else
        maven_errors "$logs/format.log"
        say "format check: failed; all its output is in $logs/format.log"
    fi
    return 1
}

check_all() {
    format_check "${1-}"
    step "build with all checks" check.log -T 2 -DskipTests install ${1:+-pl "$1" -am}
    [ "$broken" = 0 ]
}

format_all() { step "format" format.log -T 2 spotless:apply ${1:+-pl "$1"}; }
