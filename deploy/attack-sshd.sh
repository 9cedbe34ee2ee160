#!/bin/sh
# Attacks a real sshd and replays its log: is the guessing found, and whom do the alerts name? Loopback only, a bounded number
# of guesses, a server and a user of its own, both gone at the end. Wants root, openssh-server and sshpass (Debian's will do).
#
#   deploy/attack-sshd.sh [LOG]      LOG: where to leave the server's log; default: a temporary file that is removed
set -eu

PORT=${TRIPLINE_SSHD_PORT:-22422}
GUESSES=40
VICTIM=tripline-victim

home=$(cd "$(dirname "$0")/.." && pwd -P)
for tool in /usr/sbin/sshd ssh-keygen sshpass useradd; do
    command -v "$tool" >/dev/null || { echo "attack-sshd: $tool is missing." >&2; exit 69; }
done
[ "$(id -u)" = 0 ] || { echo "attack-sshd: sshd wants root to let a user in." >&2; exit 77; }
if id "$VICTIM" >/dev/null 2>&1; then
    echo "attack-sshd: there is a user $VICTIM already, who is not ours." >&2
    exit 73
fi

work=$(mktemp -d)
server=''
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    userdel -r "$VICTIM" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
useradd -m -s /bin/sh "$VICTIM"
printf '%s:%s\n' "$VICTIM" "$password" | chpasswd

mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$work/host_key"
cat >"$work/sshd_config" <<CONFIG
Port $PORT
ListenAddress 127.0.0.1
HostKey $work/host_key
PidFile $work/sshd.pid
UsePAM no
PasswordAuthentication yes
KbdInteractiveAuthentication no
PubkeyAuthentication no
PermitRootLogin no
AllowUsers $VICTIM
MaxStartups 100
CONFIG

# sshd's own words; what syslog adds in front is added here.
log=$work/auth.log
: >"$log"
mkfifo "$work/out"
while IFS= read -r line; do
    printf '%s %s sshd[%d]: %s\n' "$(LC_ALL=C TZ=UTC date '+%Y-%m-%dT%H:%M:%S.%6N+00:00')" loopback 1 "$(printf '%s' "$line" | tr -d '\r')" >>"$log"
done <"$work/out" &
/usr/sbin/sshd -D -e -f "$work/sshd_config" 2>"$work/out" &
server=$!

tries=0
until grep -q 'Server listening' "$log"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { echo "attack-sshd: sshd did not start on port $PORT." >&2; cat "$log" >&2; exit 70; }
    sleep 0.1
done

attempt() {
    sshpass -p "$2" ssh -F /dev/null -p "$PORT" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
        -o PreferredAuthentications=password -o NumberOfPasswordPrompts=1 "$1@127.0.0.1" true >/dev/null 2>&1
}

echo "Guessing $GUESSES passwords of $VICTIM on 127.0.0.1:$PORT ..."
guess=0
while [ "$guess" -lt "$GUESSES" ]; do
    guess=$((guess + 1))
    attempt "$VICTIM" "wrong-$guess" || true
done
attempt "$VICTIM" "$password" || { echo "attack-sshd: the right password was refused." >&2; cat "$log" >&2; exit 70; }
sleep 1
echo "sshd said: $(grep -c 'Failed password' "$log") times failed, $(grep -c 'Accepted password' "$log") time accepted."
[ -z "${1:-}" ] || cp "$log" "$1"

"$home/tripline" replay --source linux.auth "$log" >"$work/alerts.ndjson"
status=0
for rule in brute-force-source brute-force-success; do
    if grep -q "\"id\":\"$rule\"" "$work/alerts.ndjson"; then
        echo "found: $rule: $(grep "\"id\":\"$rule\"" "$work/alerts.ndjson" | sed 's/.*"message":"\([^"]*\)".*/\1/')"
    else
        echo "MISSED: $rule"
        status=1
    fi
done
exit "$status"
