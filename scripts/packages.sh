# Sourced. Messages, and the system packages that a command needs: present in whatever way, else installed with apt.

say() { echo "$program: $*" >&2; }
fail() {
    echo "$program: $*" >&2
    exit 1
}

apt_has() { apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [^(]'; }

apt_quietly() {
    mkdir -p "$root/target"
    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 "$@" >"$root/target/apt.log" 2>&1 </dev/null
}

apt_update() {
    say "apt-get update"
    apt_quietly update || say "apt-get update failed, going on with the lists that are here: $(grep -m1 '^[EW]:' "$root/target/apt.log")"
}

apt_install() {
    say "installing with apt: $*"
    apt_quietly install --no-install-recommends "$@" && return
    apt_update
    apt_quietly install --no-install-recommends "$@" ||
        fail "apt could not install $*: $(grep -m1 '^E:' "$root/target/apt.log"). Its output is in $root/target/apt.log."
}

has_file() {
    local file
    for file; do [ ! -e "$file" ] || return 0; done
    return 1
}

# Whether what the Debian package $1 is wanted for is there, wherever it came from.
has_package() {
    case $1 in
    maven) command -v mvn >/dev/null ;;
    iproute2) command -v ip >/dev/null ;;
    e2fsprogs) command -v mkfs.ext4 >/dev/null && command -v resize2fs >/dev/null ;;
    nftables) command -v nft >/dev/null ;;
    containernetworking-plugins) has_file /usr/lib/cni/ptp /opt/cni/bin/ptp ;;
    libnftables1) has_file /usr/lib/*/libnftables.so.1 /lib/*/libnftables.so.1 /usr/lib/libnftables.so.1 /usr/lib64/libnftables.so.1 ;;
    kubernetes-client) command -v kubectl >/dev/null ;;
    busybox-static) command -v busybox >/dev/null && ! grep -q /ld-linux "$(command -v busybox)" ;;
    procps) command -v ps >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

# What real containers and their network need.
runtime_packages="containerd runc containernetworking-plugins iproute2 nftables libnftables1 e2fsprogs"

require_packages() {
    local package missing=""
    for package; do has_package "$package" || missing="$missing $package"; done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null ||
        fail "this machine lacks$missing (Debian's names), and has no apt to get them with: install them, then run this again."
    [ "$(id -u)" = 0 ] ||
        fail "this machine lacks$missing: run 'sudo apt-get install --no-install-recommends$missing', then this again."
    # shellcheck disable=SC2086
    apt_install $missing
}

# Whether this user may build here: an earlier build by root leaves folders that are root's.
require_writable() {
    local other
    other=$(find "$root" -maxdepth 2 \( -path "$root" -o -name target \) ! -writable -print -quit)
    [ -z "$other" ] || fail "cannot write $other, which $(stat -c %U "$other") owns: run this as $(stat -c %U "$other")" \
        "(with sudo if that is root), or 'sudo chown -R $(id -un 2>/dev/null || id -u) $root'."
}
