"""Plays a person at a terminal: argv[1] is JSON {"command": [...], "steps": [...], "env": {...}, "cwd": "...", "columns": 80, "rows": 24}.

A step is ["send", text], ["expect", text] (waits until it was printed after the last thing expected), or ["freeze"] (stops the newest child process of the
program, as a query that never ends). Prints what the terminal showed, as JSON {"seen": ..., "code": ...}. The program is killed after 60 seconds.
"""
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

play = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(play["cwd"])
    os.execvpe(play["command"][0], play["command"], play["env"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", play["rows"], play["columns"], 0, 0))
seen = b""
at = 0
end = time.time() + 60


def read(seconds):
    global seen
    ready, _, _ = select.select([terminal], [], [], seconds)
    if not ready:
        return True
    try:
        more = os.read(terminal, 65536)
    except OSError:  # the other side is closed
        return False
    seen += more
    return len(more) > 0


def children(of):
    with open(f"/proc/{of}/task/{of}/children") as file:
        return [int(word) for word in file.read().split()]


failed = None
for step in play["steps"]:
    if step[0] == "send":
        os.write(terminal, step[1].encode())
    elif step[0] == "freeze":
        os.kill(children(pid)[-1], signal.SIGSTOP)
    else:
        wanted = step[1].encode()
        while seen.find(wanted, at) < 0 and time.time() < end:
            if not read(0.2):
                break
        found = seen.find(wanted, at)
        if found < 0:
            failed = step[1]
            break
        at = found + len(wanted)
while failed is None and read(0.2) and time.time() < end:
    pass
code = None
if failed is None:
    while time.time() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            break
        time.sleep(0.05)
if code is None:
    os.kill(pid, signal.SIGKILL)
print(json.dumps({"seen": seen.decode("utf8", "replace"), "code": code, "failed": failed}))
