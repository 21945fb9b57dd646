"""A scheduler's insides for fake commands: state in a folder, jobs as real processes. See ../README.md."""

import contextlib
import fcntl
import json
import os
import shlex
import shutil
import subprocess
import sys
import time

# Seconds between the polite signal and SIGKILL.
GRACE = 5.0
LOOK_EVERY = 0.1


def folder():
    """Where the state lies: on the file system that login host and nodes share."""
    return os.environ.get("HPCTUI_FAKE_STATE") or os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "state")


def path(*parts):
    return os.path.join(folder(), *parts)


EMPTY = {"down": False, "nodes": ["node1", "node2"], "slots": 4, "next": 4242, "settings": {}, "jobs": {}}


@contextlib.contextmanager
def state():
    """The whole state as a dictionary, alone with it; written back where the block ends without an exception."""
    os.makedirs(path("jobs"), exist_ok=True)
    with open(path("lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = read()
        yield held
        with open(path("state.new"), "w", encoding="utf-8") as new:
            json.dump(held, new, indent=1)
        os.replace(path("state.new"), path("state.json"))


def read():
    """The state as it was written last, without the lock: for the answers of qstat and its like."""
    try:
        with open(path("state.json"), encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {**json.loads(json.dumps(EMPTY)), "nodes": os.environ.get("HPCTUI_FAKE_NODES", "node1 node2").split()}


def leave_if_down(code, words):
    """Ends as a client whose server does not answer, where `fakectl down` was said."""
    if read()["down"]:
        fail(code, words)


def fail(code, words):
    """Ends with the words on standard error."""
    sys.stderr.write(words if words.endswith("\n") or words == "" else words + "\n")
    raise SystemExit(code)


def add_job(held, script, **fields):
    """
    A new job with the script's text, in the queue; the scheduler's own fields go beside these. `variables` are those of its
    environment, `output` the file of its standard output and error.
    """
    number = held["next"]
    held["next"] = number + 1
    job = {
        "number": number,
        "name": "job",
        "queue": None,
        "walltime": None,
        "variables": {},
        "workdir": os.getcwd(),
        "output": os.devnull,
        # Where its output is brought after the end, by schedulers that spool it on the node.
        "deliver": None,
        "shell": ["/bin/bash"],
        # queued, held, running, over
        "state": "queued",
        "node": None,
        "submitted": time.time(),
        "started": None,
        "ended": None,
        # What `fakectl` or a cancelling command wishes: cancelled, timeout, memory, or the word of a test.
        "kill": None,
        # How it ended: done, or the word of the wish; `node-failure` where the node never told.
        "why": None,
        # 128 + n where a signal ended it.
        "exit": None,
        **fields,
    }
    held["jobs"][str(number)] = job
    with open(path("jobs", f"{number}.SC"), "w", encoding="utf-8") as file:
        file.write(script)
    return job


def schedule(held):
    """Starts what waits, in its order, on the first node with a free slot. A process of its own goes with each job."""
    for job in held["jobs"].values():
        node = free_node(held) if job["state"] == "queued" else None
        if node is not None:
            job.update(state="running", node=node, started=time.time())
            write_launcher(job)
            program = [sys.executable, os.path.abspath(__file__), folder(), str(job["number"])]
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.Popen(program, start_new_session=True, cwd="/", **quiet)


def free_node(held):
    running = [job["node"] for job in held["jobs"].values() if job["state"] == "running"]
    return next((node for node in held["nodes"] if running.count(node) < held["slots"]), None)


def cancel(job, why="cancelled"):
    """Ends a job: at once where it waits, by signals where it runs. False where it is over."""
    if job["state"] == "over":
        return False
    job["kill"] = why
    if job["state"] != "running":
        job.update(state="over", why=why, ended=time.time())
    return True


def write_launcher(job):
    """What the node runs: the script as leader of a session, then its exit code into a file."""
    number = job["number"]
    lines = [f"export {name}={shlex.quote(value)}" for name, value in job["variables"].items()]
    script = [*job["shell"], path("jobs", f"{number}.SC")]
    inner = [f"echo $$ >{path('jobs', f'{number}.pid')}", *lines, f"cd {shlex.quote(job['workdir'])} || exit 1"]
    write(f"{number}.inner", [*inner, f"exec {shlex.join(script)} >>{shlex.quote(job['output'])} 2>&1"])
    write(f"{number}.launch", [f"setsid --wait sh {path('jobs', f'{number}.inner')}", f"echo $? >{path('jobs', f'{number}.exit')}"])


def write(name, lines):
    with open(path("jobs", name), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def on_node(node, argv):
    """A command line that runs there: over ssh with the user's own key, or here where the node is called `here`."""
    return argv if node == "here" else ["ssh", "-oBatchMode=yes", node, shlex.join(argv)]


def accompany(number):
    """The life of one job, in a process of its own on the login host: walltime, wishes to end it, its end."""
    job = read()["jobs"][number]
    process = subprocess.Popen(on_node(job["node"], ["sh", path("jobs", f"{number}.launch")]))
    told, told_at = None, 0.0
    while process.poll() is None:
        time.sleep(LOOK_EVERY)
        job = read()["jobs"].get(number)
        if job is None:
            break
        limit = job["walltime"]
        why = job["kill"] or ("timeout" if limit is not None and time.time() > job["started"] + limit else None)
        if why is not None and told is None:
            told, told_at = why, time.time()
            signal_job(job, "TERM")
        elif told is not None and time.time() > told_at + GRACE:
            signal_job(job, "KILL")
            told_at = time.time()
    if job is not None:
        deliver(job)
    with state() as held:
        job = held["jobs"].get(number)
        if job is not None:
            code = exit_code(number)
            why = told or ("done" if code is not None else "node-failure")
            job.update(state="over", why=why, exit=code, ended=time.time())
        schedule(held)


def deliver(job):
    if job["deliver"] is not None:
        with contextlib.suppress(OSError):
            shutil.copyfile(job["output"], job["deliver"])


def signal_job(job, name):
    try:
        with open(path("jobs", f"{job['number']}.pid"), encoding="utf-8") as file:
            argv = ["kill", f"-{name}", "--", f"-{int(file.read())}"]
    except (FileNotFoundError, ValueError):
        return
    subprocess.run(on_node(job["node"], argv), stderr=subprocess.DEVNULL, check=False)


def exit_code(number):
    try:
        with open(path("jobs", f"{number}.exit"), encoding="utf-8") as file:
            return int(file.read())
    except (FileNotFoundError, ValueError):
        return None


if __name__ == "__main__":
    os.environ["HPCTUI_FAKE_STATE"] = sys.argv[1]
    accompany(sys.argv[2])
