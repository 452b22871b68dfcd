#!/usr/bin/env bash
# Measures a whole cluster on real containers: how long 'leme up' takes, how fast the chapter's StatefulSet is Ready, and what
# the server costs at rest. Needs root. Usage: scripts/bench-cluster.sh [ROUNDS]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
rounds=${1:-5}
work=$(mktemp -d)
name=bench
export LEME_HOME=$work/home KUBECONFIG=$work/kubeconfig
leme() { "$root/leme" "$@"; }
end() {
    leme down --name "$name" --purge >"$work/down.log" 2>&1 || cat "$work/down.log" >&2
    rm -rf "$work"
}
trap end EXIT
now() { date +%s%N; }
ms() { echo $((($2 - $1) / 1000000)); }
spread() { sort -n | awk '{v[NR]=$1} END {printf "median %d, from %d to %d (%d rounds)\n", v[int((NR+1)/2)], v[1], v[NR], NR}'; }

images=${LEME_IMAGES:-$HOME/.cache/leme/images}
[ -f "$images/nginx.tar" ] || "$root/examples/images/build.sh" "$images" nginx busybox >&2
leme --help >/dev/null

for _ in $(seq "$rounds"); do
    leme down --name "$name" --purge >/dev/null 2>&1 || true
    from=$(now)
    leme up --name "$name" --offline 2>&1 | while read -r line; do
        case $line in *"API answers"*) ms "$from" "$(now)" >>"$work/api" ;; esac
    done
    ms "$from" "$(now)" >>"$work/ready"
done
spread <"$work/api" | sed 's/^/BENCH leme up of a new cluster to its API, ms: /'
spread <"$work/ready" | sed 's/^/BENCH leme up of a new cluster to node Ready, ms: /'

for _ in $(seq "$rounds"); do
    leme down --name "$name" >/dev/null 2>&1
    from=$(now)
    leme up --name "$name" --offline >"$work/up.log" 2>&1
    echo "$(ms "$from" "$(now)")"
done | spread | sed 's/^/BENCH leme up of a stopped cluster to node Ready, ms: /'

leme image import --name "$name" "$images/nginx.tar" >/dev/null
set_ready() {
    local from
    from=$(now)
    kubectl apply -f "$root/examples/day-7/nginx-statefulset.yaml" >/dev/null 2>&1
    kubectl wait --for=jsonpath='{.status.readyReplicas}'=3 statefulset/nginx --timeout=60s >/dev/null
    ms "$from" "$(now)"
}
unset_ready() {
    kubectl delete statefulset nginx >/dev/null
    kubectl wait --for=delete pod -l app=nginx --timeout=60s >/dev/null 2>&1 || true
    kubectl delete pvc --all >/dev/null
}
set_ready >/dev/null && unset_ready # pulls the image
for _ in $(seq "$rounds"); do
    set_ready
    unset_ready
done | spread | sed 's/^/BENCH kubectl apply of the StatefulSet to 3\/3 Ready, ms: /'

set_ready >/dev/null
pid=$(cut -d' ' -f1 "$LEME_HOME/$name/server.pid")
sleep 60 # at rest: nothing is awaited, time itself is measured
ticks() { awk '{print $14 + $15}' "/proc/$pid/stat"; }
before=$(ticks)
sleep 60
after=$(ticks)
echo "BENCH CPU of the server at rest with three pods, % of a core over 60 s: $(awk -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" 'BEGIN {printf "%.2f", t / hz / 60 * 100}')"
echo "BENCH resident memory of the server at rest, MiB: $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")"
