#!/bin/sh
# Installs Debian's rsyslog with its Kafka output, for the end-to-end test of a shipper that nobody here wrote.
# Exits 0 when both are there, 1 with the reason on standard error when they cannot be had.
set -u

have() {
    command -v rsyslogd >/dev/null 2>&1 || [ -x /usr/sbin/rsyslogd ] || return 1
    for directory in /usr/lib/*/rsyslog /usr/lib/rsyslog /usr/lib64/rsyslog; do
        [ -f "$directory/omkafka.so" ] && return 0
    done
    return 1
}

have && exit 0
[ "$(id -u)" -eq 0 ] || { echo "rsyslog-kafka is not installed and only root may install it: apt-get install rsyslog rsyslog-kafka" >&2; exit 1; }
command -v apt-get >/dev/null 2>&1 || { echo "rsyslog-kafka is not installed and there is no apt-get here" >&2; exit 1; }

# The package would start a daemon that reads this machine's own log; the test starts one of its own. A policy that
# somebody already set stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
install() { timeout 180 apt-get install -y --no-install-recommends rsyslog rsyslog-kafka >/dev/null 2>&1; }
install || { timeout 120 apt-get update >/dev/null 2>&1; install; }
have || { echo "apt-get could not install rsyslog and rsyslog-kafka" >&2; exit 1; }
