#!/bin/sh
# Runs the *.sh files in /docker-entrypoint.d before nginx, as Docker Hub's image does, then the command.
set -e
case ${1-} in
nginx | nginx-debug)
    for script in /docker-entrypoint.d/*.sh; do
        [ ! -x "$script" ] || "$script"
    done
    ;;
esac
exec "$@"
