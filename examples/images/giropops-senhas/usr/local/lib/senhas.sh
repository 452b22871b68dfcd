# Sourced by the pages: passwords, and the last ten of them in Redis.

redis() { timeout 2 redis-cli -h "${REDIS_HOST:-redis-service}" -p "${REDIS_PORT:-6379}" "$@"; }

reply() { printf 'Status: %s\r\nContent-Type: %s; charset=utf-8\r\nX-Pod: %s\r\n\r\n' "$1" "$2" "$(hostname)"; }

# new_password LENGTH: 8 to 64 characters, kept in Redis before it is shown.
new_password() {
    length=$(printf %s "$1" | tr -cd 0-9)
    [ "${length:-0}" -ge 8 ] || length=8
    [ "$length" -le 64 ] || length=64
    password=$(tr -cd 'A-Za-z0-9' </dev/urandom | head -c "$length")
    redis LPUSH senhas "$password" >/dev/null && redis LTRIM senhas 0 9 >/dev/null && echo "$password"
}
