#!/usr/bin/env bash
# OpenSearch nodes for tests, on the loopback address: `cluster.sh start`, `cluster.sh stop`, from anywhere.
# Needs Maven and Java 17, or 21 for OpenSearch 3. All that is written lies in build/cluster, but for the jars;
# `stop` ends the processes that `start` began. To lose a node: `end GROUP`; to have it back: `begin GROUP`.
# OPENSEARCH: version (that of pom.xml); CLUSTER_PORT: HTTP port of the first node (9201); CLUSTER_NODES: how
# many (3); CLUSTER_GROUPS: which of them share a process, such as «1,2 3» (all); CLUSTER_HEAP: of a process (1g).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$here/../.." && pwd)/build
state=${CLUSTER_STATE:-$build/cluster}
port=${CLUSTER_PORT:-9201}
nodes=${CLUSTER_NODES:-3}
groups=${CLUSTER_GROUPS:-$(seq -s, "$nodes")}
version=${OPENSEARCH:-$(sed -n 's:.*<opensearch.version>\(.*\)</.*:\1:p' "$here/pom.xml")}
jars=$build/opensearch-$version

# The process of a group: its number may have gone to another one since, so its command line is looked at.
running() {
    [ -f "$state/pid-$1" ] && grep -qsF -- "$state/nodes" "/proc/$(cat "$state/pid-$1")/cmdline"
}

begin() {
    nohup "${JAVA_HOME:+$JAVA_HOME/bin/}java" "-Xms${CLUSTER_HEAP:-1g}" "-Xmx${CLUSTER_HEAP:-1g}" -XX:+UseSerialGC \
        -cp "$jars/*" "$here/Cluster.java" "$state/nodes" "$port" "$nodes" "$1" >>"$state/log-$1" 2>&1 &
    echo $! >"$state/pid-$1"
}

end() {
    if running "$1"; then
        kill "$(cat "$state/pid-$1")"
        for _ in $(seq 100); do running "$1" || break; sleep 0.2; done
        if running "$1"; then kill -9 "$(cat "$state/pid-$1")"; fi
    fi
    rm -f "$state/pid-$1"
}

stop() {
    for pid in "$state"/pid-*; do
        if [ -f "$pid" ]; then end "${pid##*/pid-}"; fi
    done
    rm -rf "$state/nodes"
}

start() {
    for group in $groups; do
        if running "$group"; then echo "The nodes run already: http://127.0.0.1:$port"; return; fi
    done
    rm -rf "$state/nodes" "$state"/log-*
    mkdir -p "$state"
    if [ ! -f "$jars/.complete" ] || [ "$here/pom.xml" -nt "$jars/.complete" ]; then
        rm -rf "$jars"
        mvn -q -B -f "$here/pom.xml" "-Dopensearch.version=$version" dependency:copy-dependencies \
            -DoutputDirectory="$jars" -DincludeScope=runtime
        touch "$jars/.complete"
    fi
    for group in $groups; do begin "$group"; done
    for _ in $(seq 240); do
        if curl -fsS --noproxy '*' -o "$state/health" \
            "http://127.0.0.1:$port/_cluster/health?wait_for_nodes=$nodes&wait_for_status=green&timeout=60s" 2>/dev/null; then
            echo "$nodes nodes of OpenSearch $version run: http://127.0.0.1:$port to $((port + nodes - 1)). To index into them:"
            echo "  HANKEHAKU_ENGINE=opensearch HANKEHAKU_OPENSEARCH_URL=http://127.0.0.1:$port hankehaku index corpus"
            return
        fi
        for group in $groups; do running "$group" || break 2; done
        sleep 0.5
    done
    tail -n 30 "$state"/log-* >&2
    echo "The nodes did not start; their logs are $state/log-*." >&2
    stop
    exit 1
}

case "${1:-} ${2:-}" in
    "start ") start ;;
    "stop ") stop ;;
    "begin "?*) begin "$2" ;;
    "end "?*) end "$2" ;;
    *) echo "usage: cluster.sh start|stop|begin GROUP|end GROUP" >&2; exit 2 ;;
esac
