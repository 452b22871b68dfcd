#!/usr/bin/env bash
# How long a new LoadBalancer Service takes from `kubectl create service` to its first connection, seen from the host, with
# SERVICES others in the table. Needs root. Usage: scripts/bench-service.sh [SERVICES] [ROUNDS]
set -euo pipefail
services=${1-1000} rounds=${2-10}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
export LEME_HOME=$work/home KUBECONFIG=$work/kubeconfig
name=bench
trap '"$root/leme" down --name $name --purge >/dev/null 2>&1; rm -rf "$work"' EXIT

"$root/leme" up --name $name --offline >/dev/null
node=$(kubectl get nodes -o jsonpath='{.items[0].status.addresses[0].address}')

service() { printf -- '---\napiVersion: v1\nkind: Service\nmetadata: {name: s%d}\nspec: {ports: [{port: 80}]}\n' "$1"; }
# NAME PORT_NAME ADDRESS
slice() {
    printf -- '---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\naddressType: IPv4\n'
    printf 'metadata: {name: %s-1, labels: {kubernetes.io/service-name: %s}}\n' "$1" "$1"
    printf 'ports: [{name: "%s", port: 6443, protocol: TCP}]\nendpoints: [{addresses: ["%s"]}]\n' "$2" "$3"
}
for ((i = 0; i < services; i++)); do service $i; slice s$i '' 10.42.0.250; done | kubectl create -f - >/dev/null
for ((i = 0; i < rounds; i++)); do slice probe$i 443-6443 "$node"; done | kubectl create -f - >/dev/null

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
for ((i = 0; i < rounds; i++)); do
    address=${node%.*}.$((129 + i))
    start=$(milliseconds)
    kubectl create service loadbalancer probe$i --tcp=443:6443 >/dev/null 2>&1 &
    until timeout 0.2 bash -c ": >/dev/tcp/$address/443" 2>/dev/null; do :; done
    first=$(($(milliseconds) - start))
    wait
    echo "first connection after $first ms, kubectl ended after $(($(milliseconds) - start)) ms"
done
