#!/usr/bin/env bash
# in-guest.sh SECONDS FOLDER COMMAND [PLACE]: boots the guest with the folder mounted read-write at its own path, runs the
# shell text there as root with vcan0 up, and exits as it does; 3 where there can be no guest, 124 where the time is up.
# What the guest writes elsewhere is gone with it. What the command writes is seen when it ends. Guests side by side have
# a PLACE each, 0, 1, …: the last CPU is the first one's, the one before it the second one's.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
limit=$1 folder=$(readlink -f "$2") command=$3 place=${4:-0}
guest=$(bash "$here/build-guest.sh")

control=$(mktemp -d /tmp/steercast-guest.XXXXXX)
pid=
watch=
end() {
  [ -z "$pid" ] || kill -KILL -- "-$pid" 2>/dev/null || true # timeout leads a group of its own
  [ -z "$watch" ] || kill -KILL "$watch" 2>/dev/null || true
  rm -rf "$control"
}
trap end EXIT
trap 'exit 130' INT TERM HUP
cp -r "$here/guest/." "$control"
printf '%s\n' "$command" >"$control/command"

# The memory of user-mode Linux is a file that it maps: in RAM where there is room.
memory=1024
[ "$(df --output=avail -m /dev/shm 2>/dev/null | tail -n 1)" -gt $memory ] 2>/dev/null && export TMPDIR=/dev/shm
# All of it on one CPU: its processes hand over to each other at each system call, and a hop to another CPU makes that
# several times slower. Before other work, as latencies are measured in it; but with no real-time priority, under which
# the host lets a process of the guest run on for 100 ms (sched_rr_timeslice_ms) while the guest's kernel wants to switch.
# A session of its own has a niceness of its own. In a PID namespace
# of its own, so that nothing of it outlives the command.
cpus=($(taskset -cp $$ | sed 's/.*: //' | tr , '\n' |
  awk -F- '{ for (k = $1; k <= ($2 == "" ? $1 : $2); k++) print k }' | tac))
cpu=${cpus[place % ${#cpus[@]}]}
first='echo -15 >/proc/self/autogroup; exec nice -n -15 taskset -c "$@"'
above='chrt -r 1 true 2>/dev/null && exec chrt -r 1 taskset -c "$@"; '$first
setsid sh -c "$above" sh "$cpu" node "$here/stall-watch.mjs" "$control/stalls" </dev/null >/dev/null 2>&1 &
watch=$!
disown $watch
timeout -s KILL "$limit" unshare --fork --pid --kill-child --mount-proc setsid sh -c "$first" sh "$cpu" "$guest/linux" \
  mem=${memory}M umid=guest uml_dir="$control/" rootfstype=hostfs rootflags="$guest/root" ro init=/guest-init \
  panic=-1 quiet con=null con0=null,fd:6 ssl=null guest_control="$control" guest_folder="$folder" \
  6>"$control/console" </dev/null >>"$control/console" 2>&1 &
pid=$!
code=0
wait $pid || code=$?
pid=
[ ! -f "$control/output" ] || cat "$control/output"
[ ! -f "$control/status" ] || exit "$(cat "$control/status")"
echo "guest: it ended ($code) before its command did; the end of its console:" >&2
tail -n 40 "$control/console" >&2
[ $code -ne 137 ] || exit 124
exit 125
