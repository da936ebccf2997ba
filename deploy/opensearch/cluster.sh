#!/usr/bin/env bash
# OpenSearch nodes for tests, on the loopback address: `cluster.sh start`, `cluster.sh stop`, from anywhere.
# Needs Java 17 and Maven. All that is written lies in build/cluster; `stop` ends the process that `start` began.
# CLUSTER_PORT: HTTP port of the first node (9201); CLUSTER_NODES: how many (3); CLUSTER_HEAP: for all (1g).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
state=${CLUSTER_STATE:-$(cd "$here/../.." && pwd)/build/cluster}
port=${CLUSTER_PORT:-9201}
nodes=${CLUSTER_NODES:-3}

# The process that `start` began: its number may have gone to another one since, so its command line is looked at.
running() {
    [ -f "$state/pid" ] && grep -qsF -- "$state/nodes" "/proc/$(cat "$state/pid")/cmdline"
}

stop() {
    if running; then
        kill "$(cat "$state/pid")"
        for _ in $(seq 100); do running || break; sleep 0.2; done
        if running; then kill -9 "$(cat "$state/pid")"; fi
    fi
    rm -rf "$state/pid" "$state/nodes"
}

start() {
    if running; then echo "The nodes run already (process $(cat "$state/pid")): http://127.0.0.1:$port"; return; fi
    mkdir -p "$state"
    rm -rf "$state/nodes"
    if [ ! -f "$state/jars/.complete" ] || [ "$here/pom.xml" -nt "$state/jars/.complete" ]; then
        rm -rf "$state/jars"
        mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$state/jars" -DincludeScope=runtime
        touch "$state/jars/.complete"
    fi
    nohup java "-Xms${CLUSTER_HEAP:-1g}" "-Xmx${CLUSTER_HEAP:-1g}" -XX:+UseSerialGC -cp "$state/jars/*" \
        "$here/Cluster.java" "$state/nodes" "$port" "$nodes" >"$state/log" 2>&1 &
    echo $! >"$state/pid"
    for _ in $(seq 240); do
        if grep -qx ready "$state/log" && curl -fsS --noproxy '*' -o "$state/health" \
            "http://127.0.0.1:$port/_cluster/health?wait_for_nodes=$nodes&wait_for_status=green&timeout=60s" 2>/dev/null; then
            echo "$nodes nodes run: http://127.0.0.1:$port to $((port + nodes - 1)). To index into them:"
            echo "  HANKEHAKU_ENGINE=opensearch HANKEHAKU_OPENSEARCH_URL=http://127.0.0.1:$port hankehaku index corpus"
            return
        fi
        if ! running; then break; fi
        sleep 0.5
    done
    tail -n 30 "$state/log" >&2
    echo "The nodes did not start; their log is $state/log." >&2
    stop
    exit 1
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) echo "usage: cluster.sh start|stop" >&2; exit 2 ;;
esac
