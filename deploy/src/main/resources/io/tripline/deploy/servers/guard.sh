# Becomes the command it is given, and leaves a watcher behind that ends the command when standard input reaches its end:
# that is when the process that started us is gone, however it went (kill -9, out of memory).
# Ctrl-C and a closed terminal reach the whole foreground group; only the launcher answers them, so that the stop is in order.
trap '' INT HUP QUIT
exec 3<&0 </dev/null
command=$$
(
    trap '' TERM
    # $$ and $PPID stay the outer shell's in a subshell; a child of the watcher knows the watcher's own id.
    watcher=$(exec sh -c 'echo "$PPID"')
    # A process id may be another program's by now, so the watcher asks whose child it still is.
    command_lives() {
        if [ -r "/proc/$watcher/stat" ]; then
            read -r _ _ _ parent _ <"/proc/$watcher/stat"
        else
            parent=$(ps -o ppid= -p "$watcher" | tr -d ' ')
        fi
        [ "$parent" = "$command" ]
    }
    cat <&3 >/dev/null
    patience=${TRIPLINE_GUARD_PATIENCE:-10}
    command_lives && kill -TERM "$command" 2>/dev/null
    while [ "$patience" -gt 0 ] && command_lives; do
        sleep 1
        patience=$((patience - 1))
    done
    command_lives && kill -KILL "$command" 2>/dev/null
) >/dev/null 2>&1 &
exec "$@" 3<&-
