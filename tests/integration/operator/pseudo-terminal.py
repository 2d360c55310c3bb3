"""Runs a command at a pseudo-terminal of its own. Reads one JSON document on standard input: the command, and steps
that wait for a text on the screen and then type a text or send a signal. Prints what the screen showed, how the
command ended, and whether the terminal echoes afterwards."""
import json, os, pty, select, signal, subprocess, sys, termios, time

given = json.load(sys.stdin)
master, slave = pty.openpty()


def own_terminal():
    os.setsid()
    import fcntl
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


child = subprocess.Popen(given["command"], stdin=slave, stdout=slave, stderr=slave, preexec_fn=own_terminal, cwd=given["folder"])
screen, seen = "", 0
end = time.time() + 90
steps = list(given["steps"])
while time.time() < end:
    ended = child.poll() is not None
    if select.select([master], [], [], 0.05)[0]:
        screen += os.read(master, 65536).decode("utf-8", "replace")
        continue
    if ended:
        break
    while steps and (at := screen.find(steps[0]["wait"], seen)) >= 0:
        step = steps.pop(0)
        seen = at + len(step["wait"])
        if "type" in step:
            os.write(master, step["type"].encode())
        if "signal" in step:
            pids = subprocess.run(["pgrep", "-g", str(child.pid), "-f", step.get("of", "")], capture_output=True, text=True).stdout.split()
            os.kill(int(pids[-1]), getattr(signal, step["signal"]))
        break
status = child.poll()
if status is None:
    os.killpg(child.pid, signal.SIGKILL)
flags = termios.tcgetattr(slave)[3]
stty = subprocess.run(["stty", "-a"], stdin=slave, capture_output=True, text=True).stdout.split()
print(json.dumps({"screen": screen, "status": status, "echo": bool(flags & termios.ECHO) and "echo" in stty, "line": "icanon" in stty, "left": len(steps)}))
