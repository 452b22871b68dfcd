#!/bin/sh
# Builds the sample images nginx, busybox, redis and giropops-senhas as OCI archives from Debian's packages.
# Needs nothing but apt's package lists, coreutils, tar and gzip: no root, no container tool, no Internet but apt.
set -eu

usage() {
    cat <<'EOF'
Usage: examples/images/build.sh DIR [IMAGE...]

Builds nginx.tar, busybox.tar, redis.tar and giropops-senhas.tar (or only the named ones) in DIR: OCI image archives
that `./leme image import`, `ctr image import` and `skopeo` read. Packages are kept in
${LEME_CACHE:-${XDG_CACHE_HOME:-~/.cache}/leme}/debs, so the second build needs no network.
EOF
}

fail() { echo "build.sh: $*" >&2; exit 1; }
say() { echo "images: $*"; }

case "${1-}" in
-h | --help) usage; exit 0 ;;
"" | -*) usage >&2; exit 2 ;;
esac
out=$1
shift
recipes="busybox nginx redis giropops-senhas"
# shellcheck disable=SC2086 # the names are words
[ $# -gt 0 ] || set -- $recipes
for image; do
    case " $recipes " in *" $image "*) ;; *) echo "build.sh: no recipe for image '$image' (there are: $recipes)" >&2; exit 2 ;; esac
done
for tool in apt-get apt-cache dpkg dpkg-deb tar gzip sha256sum; do
    command -v $tool >/dev/null || fail "needs $tool, which is not on this machine (Debian or Ubuntu is expected)"
done

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out" || fail "cannot make the directory $out"
out=$(cd "$out" && pwd)
debs=${LEME_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/leme}/debs
mkdir -p "$debs/partial"
work=$(mktemp -d "${TMPDIR:-/tmp}/leme-images.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

epoch=${SOURCE_DATE_EPOCH:-1767225600} # 2026-01-01: the same packages give the same bytes
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
debian_arch=$(dpkg --print-architecture)
case $debian_arch in
armhf) arch=arm ;;
i386) arch=386 ;;
ppc64el) arch=ppc64le ;;
*) arch=$debian_arch ;;
esac
umask 022

# --- packages ---------------------------------------------------------------------------------

apt_get() { apt-get -q -o APT::Sandbox::User=root -o Debug::NoLocking=1 "$@"; }

# The packages that an image is made of, beside the libraries that they depend on.
packages_of() {
    case $1 in
    busybox) echo busybox ;;
    nginx) echo busybox bash nginx nginx-common ;;
    redis) echo busybox bash redis-server redis-tools ;;
    giropops-senhas) echo busybox redis-tools ;;
    esac
}

# What apt would fetch for the packages on a machine that has none: lines of "package file-name size".
closure() {
    : >"$work/status"
    mkdir -p "$work/none/partial"
    apt_get -o Dir::State::status="$work/status" -o Dir::Cache::archives="$work/none" \
        --no-install-recommends -y --print-uris install "$@" 2>"$work/apt.err" |
        sed -n "s/^'[^']*' \(\([^_]*\)_[^ ]*\) \([0-9]*\).*/\2 \1 \3/p"
}

# Keeps the packages asked for and all libraries; maintainers' tools (perl, debconf, dpkg …) never run here.
wanted() {
    while read -r package file size; do
        case " $* " in *" $package "*) echo "$package $file $size"; continue ;; esac
        case $package in
        *perl* | libdb5* | libpam* | libsemanage* | libsepol* | libaudit* | libtirpc* | libkrb* | libk5* | libgssapi*) ;;
        lib* | zlib*) echo "$package $file $size" ;;
        esac
    done
}

is_cached() { [ -f "$debs/$1" ] && [ "$(stat -c %s "$debs/$1")" = "$2" ]; }

missing() {
    while read -r package file size; do
        is_cached "$file" "$size" || echo "$package"
    done <"$work/packages"
}

plan() { closure "$@" | wanted "$@" >"$work/packages"; }

# apt checks what it downloads against the signed lists.
# shellcheck disable=SC2046 # package names are words
download() { (cd "$debs" && apt_get download $(missing) >"$work/apt.out" 2>&1) && [ -z "$(missing)" ]; }

refresh_lists() {
    [ "$(id -u)" = 0 ] || fail "apt has no current package lists: run 'apt-get update' as root, then this again"
    say "apt-get update"
    apt-get -q update >"$work/apt.out" 2>&1 || fail "apt-get update failed: $(tail -1 "$work/apt.out")"
}

# unpack DIR PACKAGE...: the files of the packages and of the libraries that they need, under DIR.
unpack() {
    dir=$1
    shift
    say "ask apt which libraries $* need"
    plan "$@"
    [ -s "$work/packages" ] || { refresh_lists && plan "$@"; }
    [ -s "$work/packages" ] || fail "apt offers no packages for $*: $(head -1 "$work/apt.err")"
    lacking=$(missing | wc -l)
    if [ "$lacking" -gt 0 ]; then
        say "download $lacking packages into $debs"
        download || { refresh_lists && plan "$@" && download; } || fail "cannot download: $(tail -1 "$work/apt.out")"
    fi
    mkdir -p "$dir"
    while read -r package file size; do
        dpkg-deb -x "$debs/$file" "$dir" || fail "the package $debs/$file is damaged: remove it and try again"
    done <"$work/packages"
}

# --- root file systems --------------------------------------------------------------------------

# program ROOT PATH: copies a program, its loader and the libraries that the loader says it needs.
program() {
    root=$1 path=$2
    [ -f "$files/$path" ] || path=${path#usr/} # before Debian's /usr was merged
    loaders=$(find "$files" \( -name 'ld-linux*.so*' -o -name 'ld64.so*' \) -path '*/lib*' | sort)
    loader=$(echo "$loaders" | head -1)
    [ -n "$loader" ] || fail "no dynamic loader among the packages"
    libraries=$(find "$files" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
    "$loader" --library-path "$libraries" --list "$files/$path" >"$work/needs" 2>&1 ||
        fail "the loader cannot list what $path needs: $(head -1 "$work/needs")"
    ! grep -q 'not found' "$work/needs" || fail "$path lacks $(grep -m1 'not found' "$work/needs")"
    for file in "$files/$path" $loaders $(sed -n 's/.*=> \(\/[^ ]*\) (.*/\1/p' "$work/needs"); do
        place=${file#"$files"/}
        install -D -m 755 "$file" "$root/usr/${place#usr/}"
    done
}

# skeleton ROOT: merged /usr, users, BusyBox with every applet, and our wrappers. It is not Debian's static
# BusyBox, whose shell runs its own applets before what PATH has, our wrappers among that.
skeleton() {
    root=$1
    mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/etc" "$root/dev" "$root/proc" \
        "$root/sys" "$root/root" "$root/home" "$root/run" "$root/tmp" "$root/var/log" "$root/var/cache" "$root/var/tmp"
    for dir in bin sbin lib lib64; do ln -s usr/$dir "$root/$dir"; done
    ln -s ../run "$root/var/run"
    chmod 1777 "$root/tmp" "$root/var/tmp"
    program "$root" usr/bin/busybox
    for applet in $(LD_LIBRARY_PATH="$libraries" "$loader" "$root/usr/bin/busybox" --list); do
        [ "$applet" = busybox ] || ln -s busybox "$root/usr/bin/$applet"
    done
    overlay base "$root"
    mkdir -p "$root/usr/bin"
    for wrapper in nslookup wget; do
        mv -f "$root/usr/local/bin/$wrapper" "$root/usr/bin/$wrapper"
    done
}

# overlay NAME ROOT: our own files over the root, executable exactly where they are scripts.
overlay() {
    (cd "$here/$1" && find . -type f) | while read -r file; do
        mode=644
        [ "$(head -c 2 "$here/$1/$file")" != '#!' ] || mode=755
        install -D -m $mode "$here/$1/$file" "$2/$file"
    done
}

root_of_busybox() { skeleton "$1"; }

root_of_nginx() {
    skeleton "$1"
    program "$1" usr/sbin/nginx
    program "$1" usr/bin/bash
    mkdir -p "$1/usr/share/nginx/html" "$1/var/log/nginx" "$1/var/lib/nginx" "$1/etc/nginx"
    cp "$files/usr/share/nginx/html/"*.html "$1/usr/share/nginx/html/"
    cp "$files/etc/nginx/mime.types" "$1/etc/nginx/"
    overlay nginx "$1"
    ln -s /dev/stdout "$1/var/log/nginx/access.log"
    ln -s /dev/stderr "$1/var/log/nginx/error.log"
}

root_of_redis() {
    skeleton "$1"
    program "$1" usr/bin/bash
    program "$1" usr/bin/redis-cli
    program "$1" usr/bin/redis-check-rdb
    for link in redis-server redis-sentinel redis-check-aof; do ln -s redis-check-rdb "$1/usr/bin/$link"; done
    mkdir -p "$1/data"
    overlay redis "$1"
}

root_of_giropops_senhas() {
    skeleton "$1"
    program "$1" usr/bin/redis-cli
    overlay giropops-senhas "$1"
}

# --- the OCI archive ----------------------------------------------------------------------------

path_env='"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"'

version_of() { sed -n "s/^$1 [^_]*_\([^_]*\)_.*/\1/p" "$work/packages" | sed 's/^[0-9]*%3a//; s/-.*//'; }

# The "config" part of the image's configuration, like Docker Hub's image of that name.
run_config() {
    case $1 in
    busybox) echo "{\"Env\":[$path_env],\"Cmd\":[\"sh\"]}" ;;
    nginx) echo "{\"ExposedPorts\":{\"80/tcp\":{}},\"Env\":[$path_env,\"NGINX_VERSION=$(version_of nginx)\"],\"Entrypoint\":[\"/docker-entrypoint.sh\"],\"Cmd\":[\"nginx\",\"-g\",\"daemon off;\"],\"StopSignal\":\"SIGQUIT\"}" ;;
    redis) echo "{\"ExposedPorts\":{\"6379/tcp\":{}},\"Env\":[$path_env,\"REDIS_VERSION=$(version_of redis-server)\"],\"Entrypoint\":[\"/docker-entrypoint.sh\"],\"Cmd\":[\"redis-server\"],\"WorkingDir\":\"/data\",\"Volumes\":{\"/data\":{}}}" ;;
    giropops-senhas) echo "{\"ExposedPorts\":{\"5000/tcp\":{}},\"Env\":[$path_env],\"Cmd\":[\"httpd\",\"-f\",\"-v\",\"-p\",\"5000\",\"-h\",\"/app\"]}" ;;
    esac
}

sha_of() { sha256sum "$1" | cut -d' ' -f1; }

reproducible_tar() { tar --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner --format=gnu "$@"; }

# blob FILE: moves the file among the blobs by its digest, and prints `"digest":"…","size":…`.
blob() {
    sha=$(sha_of "$1")
    echo "\"digest\":\"sha256:$sha\",\"size\":$(stat -c %s "$1")"
    mv "$1" "$oci/blobs/sha256/$sha"
}

build() {
    name=$1
    oci=$work/oci.$name
    rm -rf "$work/root"
    mkdir -p "$oci/blobs/sha256" "$work/root"
    say "$name: root file system and layer"
    "root_of_$(echo "$name" | tr - _)" "$work/root"
    reproducible_tar -C "$work/root" -cf "$work/layer.tar" .
    diff_id=sha256:$(sha_of "$work/layer.tar")
    unpacked=$(stat -c %s "$work/layer.tar")
    gzip -n "$work/layer.tar"
    layer="{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",$(blob "$work/layer.tar.gz")}"
    printf '{"created":"%s","architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":["%s"]},"history":[{"created":"%s","created_by":"examples/images/build.sh %s"}]}' \
        "$created" "$arch" "$(run_config "$name")" "$diff_id" "$created" "$name" >"$work/config.json"
    config="{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",$(blob "$work/config.json")}"
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
        "$config" "$layer" >"$work/manifest.json"
    reference=docker.io/library/$name:latest
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",%s,"platform":{"architecture":"%s","os":"linux"},"annotations":{"io.containerd.image.name":"%s","org.opencontainers.image.ref.name":"%s"}}]}' \
        "$(blob "$work/manifest.json")" "$arch" "$reference" "$reference" >"$oci/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$oci/oci-layout"
    reproducible_tar -C "$oci" -cf "$work/$name.tar" oci-layout index.json blobs
    mv "$work/$name.tar" "$out/$name.tar"
    say "$name: $out/$name.tar, $(($(stat -c %s "$out/$name.tar") / 1024)) KiB ($((unpacked / 1024)) KiB unpacked)"
}

files=$work/files
# shellcheck disable=SC2046 # so are these
unpack "$files" $(for image; do packages_of "$image"; done | tr ' ' '\n' | sort -u)
for image; do build "$image"; done
