#!/bin/sh
# As Docker Hub's image: options alone mean redis-server, which does not run as root, and whose
# protected mode is off because a container's port is published on purpose.
set -e
case ${1-} in -* | *.conf) set -- redis-server "$@" ;; esac
[ "${1-}" = redis-server ] || exec "$@"
shift
[ "$(id -u)" = 0 ] || exec redis-server "$@" --protected-mode no
chown redis:redis /data
exec start-stop-daemon -S -c redis:redis -x /usr/bin/redis-server -- "$@" --protected-mode no
