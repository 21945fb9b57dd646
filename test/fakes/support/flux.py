"""The commands of Flux, with the words of test/fixtures/schedulers/flux."""

import os
import re
import shlex
import sys

import fake

VERSION = """commands:    \t\t0.66.0
libflux-core:\t\t0.66.0
libflux-security:\t0.11.0
build-options:\t\t+systemd+hwloc.api==2.7.0+zmq==4.3.4"""
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
QUEUES = {"batch": {"max": None, "default": 600}, "short": {"max": 1800, "default": 300}}
NODES = 2
RESULTS = {"cancelled": "CANCELED", "timeout": "TIMEOUT"}


def main():
    words = sys.argv[1:]
    match words:
        case ["version"]:
            print(VERSION)
        case ["getattr", "size"]:
            silent("getattr")
            print(len(fake.read()["nodes"]) + 1)
        case ["batch", *rest]:
            batch(rest)
        case ["jobs", *rest]:
            jobs(rest)
        case ["cancel", *rest]:
            cancel(rest)
        case ["update", word, change]:
            update(word, change)
        case ["queue", "list", *_]:
            silent("queue")
            for name, queue in QUEUES.items():
                mark = "*" if name == "batch" else ""
                print(f"{name}{mark}|enabled|started|{float(queue['default'])}|{float(queue['max'] or 'inf')}")
        case ["resource", "list", *_]:
            print("all|batch,short|2|128|0\nfree|batch,short|2|128|0")
        case _:
            fake.fail(1, f"flux: `{' '.join(words)}' is not a flux command.  See 'flux --help'")


def silent(program):
    fake.leave_if_down(1, f"flux-{program}: ERROR: Unable to connect to Flux: broker socket /run/flux/local was not found")


def f58(job):
    number, text = job["number"] << 24, ""
    while number:
        number, rest = divmod(number, 58)
        text = DIGITS[rest] + text
    return ("f" if os.environ.get("LC_ALL") == "C" else "ƒ") + text


def find(held, word):
    return next((job for job in held["jobs"].values() if f58(job)[1:] == word[1:]), None)


# flux batch


def batch(words):
    path = words[-1]
    with open(path, encoding="utf-8") as file:
        script = file.read()
    lines = [line.split(":", 1)[1] for line in script.split("\n") if re.match(r"#\s*(flux|FLUX):", line)]
    options = {}
    for word in [*(word for line in lines for word in shlex.split(line)), *words[:-1]]:
        found = re.fullmatch(r"--(job-name|cwd|output|time-limit|queue|bank|nodes|nslots|cores-per-slot|gpus-per-slot|setattr)=(.*)", word)
        if not found:
            fake.fail(2, f"usage: flux batch [OPTIONS...] COMMAND [ARGS...]\nflux-batch: error: unrecognized arguments: {word}")
        options[found[1]] = found[2]
    silent("batch")
    queue = options.get("queue", "batch")
    walltime = float(options.get("time-limit", "0").removesuffix("s"))
    check(queue, walltime, options)
    with fake.state() as held:
        job = fake.add_job(
            held,
            script,
            name=options["job-name"],
            queue=queue,
            walltime=walltime or QUEUES[queue]["default"],
            workdir=options["cwd"],
            output=options["output"],
            shell=["/bin/sh"],
        )
        job["variables"] = {"FLUX_ENCLOSING_ID": f58(job)}
        fake.schedule(held)
        is_lost = held["settings"].pop("lose-answer", False)
    if is_lost:
        fake.fail(1, "flux-batch: ERROR: Connection reset by peer")
    print(f58(job))


def check(queue, walltime, options):
    if queue not in QUEUES:
        refuse(f"Invalid queue '{queue}' specified")
    longest = QUEUES[queue]["max"]
    if longest is not None and walltime > longest:
        refuse(f"requested duration ({walltime / 3600:g}h) exceeds policy limit of {longest / 60:g}m for queue {queue}")
    if int(options.get("nodes", "1")) > NODES:
        refuse("unsatisfiable request")
    if options.get("bank") == "nobody":
        refuse("cannot find user/bank or user/default bank entry for: alice")


def refuse(words):
    fake.fail(1, f"flux-batch: ERROR: {words}")


# flux jobs


def jobs(words):
    silent("jobs")
    held = fake.read()
    form = next(word for word in words if word.startswith("--format=")).removeprefix("--format=")
    name = next((word.removeprefix("--name=") for word in words if word.startswith("--name=")), None)
    ids = [word for word in words if not word.startswith("-")]
    found = [find(held, word) for word in ids] if ids else [job for job in held["jobs"].values() if job["name"] == name]
    for word, job in zip(ids, found):
        if job is None:
            print(f"JobID {word} unknown", file=sys.stderr)
    for job in filter(None, found):
        fields = fields_of(job)
        print(re.sub(r"\{([\w.]+)\}", lambda match: str(fields[match[1]]), form))
    raise SystemExit(1 if ids and not any(found) else 0)


def fields_of(job):
    is_over = job["state"] == "over"
    why = job["why"] if is_over else None
    return {
        "id.f58": f58(job),
        "status": status_of(job),
        "urgency": 0 if job["state"] == "held" else 16,
        "priority": 0 if job["state"] == "held" else 16,
        "dependencies": "[]",
        "queue": job["queue"],
        "duration": float(job["walltime"] or 0),
        "t_submit": job["submitted"],
        "t_run": job["started"] or "",
        "t_cleanup": job["ended"] or "",
        "expiration": job["started"] + job["walltime"] if job["started"] else "",
        "sched.t_estimate": "",
        "returncode": "" if not is_over else -128 if job["exit"] is None else job["exit"],
        "nodelist": job["node"] or "",
        "exception.type": {"cancelled": "cancel", "preempted": "preempt"}.get(why, why) if why not in (None, "done") else "",
        "exception.note": "resource allocation expired" if why == "timeout" else "",
        "sched.reason_pending": "",
        "name": job["name"],
    }


def status_of(job):
    if job["state"] != "over":
        return {"queued": "SCHED", "held": "SCHED", "running": "RUN"}[job["state"]]
    return RESULTS.get(job["why"]) or ("COMPLETED" if job["why"] == "done" and job["exit"] == 0 else "FAILED")


# flux cancel, flux update


def cancel(words):
    silent("cancel")
    code = 0
    with fake.state() as held:
        for word in words:
            job = find(held, word)
            if job is None or not fake.cancel(job):
                said = "unknown job id" if job is None else "job is inactive"
                print(f"flux-cancel: ERROR: {word}: {said}", file=sys.stderr)
                code = 1
        fake.schedule(held)
    raise SystemExit(code)


def update(word, change):
    silent("update")
    seconds = float(change.removeprefix("duration=").removesuffix("s"))
    with fake.state() as held:
        job = find(held, word)
        if job is None:
            fake.fail(1, "flux-update: ERROR: unknown job id")
        longest = QUEUES[job["queue"]]["max"]
        if job["state"] == "over":
            fake.fail(1, "flux-update: ERROR: job is inactive")
        if job["state"] == "running" and not held["settings"].get("owner"):
            fake.fail(1, "flux-update: ERROR: duration update of running job requires instance owner privileges")
        if longest is not None and seconds > longest:
            fake.fail(1, f"flux-update: ERROR: requested duration ({seconds / 3600:g}h) exceeds policy limit of {longest / 60:g}m for queue {job['queue']}")
        job["walltime"] = seconds
