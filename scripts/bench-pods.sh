#!/usr/bin/env bash
# Measures a pod's start on real containers with its image present: from the moment the API shows it bound to the moment it
# shows it Ready, one pod after the other. Needs root. Usage: scripts/bench-pods.sh [PODS]
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
pods=${1:-100}
work=$(mktemp -d)
name=benchpods
export LEME_HOME=$work/home KUBECONFIG=$work/kubeconfig
leme() { "${LEME:-$root/leme}" "$@"; }
watch=""
end() {
    [ -z "$watch" ] || kill "$watch"
    leme down --name "$name" --purge >"$work/down.log" 2>&1 || cat "$work/down.log" >&2
    rm -rf "$work"
}
trap end EXIT

images=${LEME_IMAGES:-$HOME/.cache/leme/images}
[ -f "$images/busybox.tar" ] || "$root/examples/images/build.sh" "$images" busybox >&2
leme up --name "$name" --offline >"$work/up.log" 2>&1
leme image import --name "$name" "$images/busybox.tar" >/dev/null
pod() {
    kubectl run "$1" --image=busybox --image-pull-policy=IfNotPresent --restart=Never \
        --overrides='{"spec":{"terminationGracePeriodSeconds":0}}' -- sleep 1000000 >/dev/null
}
pod first # pulls the image
kubectl wait --for=condition=Ready pod/first --timeout=60s >/dev/null

columns='{.metadata.name} {.status.conditions[?(@.type=="PodScheduled")].status} {.status.conditions[?(@.type=="Ready")].status}{"\n"}'
mkfifo "$work/watch"
kubectl get pods --watch-only -o jsonpath="$columns" >"$work/watch" &
watch=$!
exec 3<"$work/watch"
sleep 1 # the watch has begun; nothing tells when
for number in $(seq "$pods"); do
    pod "p$number"
    bound=""
    while read -r seen scheduled ready <&3; do
        [ "$seen" = "p$number" ] && [ "$scheduled" = True ] || continue
        [ -n "$bound" ] || bound=${EPOCHREALTIME/[.,]/}
        [ "$ready" = True ] || continue
        echo $(((${EPOCHREALTIME/[.,]/} - bound) / 1000))
        break
    done
    kubectl delete pod "p$number" --now >/dev/null 2>&1 &
done >"$work/unsorted"
sort -n "$work/unsorted" >"$work/ms"
awk '{v[NR] = $1} END {printf "BENCH pod from bound to Ready, ms: p50 %d, p99 %d, from %d to %d (%d pods)\n",
    v[int((NR + 1) / 2)], v[int(NR * 0.99 + 0.5)], v[1], v[NR], NR}' "$work/ms"
