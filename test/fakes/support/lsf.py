"""The commands of LSF, with the words of test/fixtures/schedulers/lsf."""

import os
import re
import shlex
import sys
import time

import fake

VERSION = """IBM Spectrum LSF Standard 10.1.0.13, Apr 15 2022
Copyright International Business Machines Corp. 1992, 2016.

  binary type: linux3.10-glibc2.17-x86_64
"""

# Seconds; `normal` is the default.
QUEUES = {
    "normal": {"max": 86400, "default": 600, "words": "For usual jobs.  This is the default queue."},
    "short": {"max": 1800, "default": 300, "words": "For quick jobs."},
    "closed": {"max": None, "default": None, "words": "No description provided.", "state": "Closed:Active"},
}
SLOTS = 128
SILENT = "batch system daemon not responding ... still trying\n" * 3
WITH_VALUE = {"J", "cwd", "o", "e", "W", "q", "P", "n", "R", "M", "gpu", "app", "G", "m", "sp"}
WITHOUT_VALUE = {"x", "r", "rn", "N", "B"}
ENDS = {
    "cancelled": "TERM_OWNER: job killed by owner",
    "timeout": "TERM_RUNLIMIT: job killed after reaching LSF run time limit",
    "memory": "TERM_MEMLIMIT: job killed after reaching LSF memory usage limit",
    "preempted": "TERM_PREEMPT: job killed after preemption",
    "node-failure": "TERM_REMOVE_HUNG_JOB: job removed from the LSF system",
}


def silent():
    fake.leave_if_down(255, SILENT)


# bsub


def bsub():
    if sys.argv[1:] == ["-V"]:
        fake.fail(0, VERSION)
    script = sys.stdin.read()
    lines = [line[len("#BSUB") :] for line in script.split("\n") if line.startswith("#BSUB ")]
    options = {}
    for words in [*(shlex.split(line) for line in lines), sys.argv[1:]]:
        read_options(words, options)
    silent()
    queue = options.get("q", "normal")
    walltime = int(options["W"]) * 60 if "W" in options else None
    check(queue, walltime, options)
    with fake.state() as held:
        job = fake.add_job(
            held,
            script,
            name=options.get("J", "sh"),
            queue=queue,
            walltime=walltime or QUEUES[queue]["default"],
            workdir=options.get("cwd", os.getcwd()),
            output=options.get("o", os.devnull),
            project=options.get("P", "default"),
        )
        job["variables"] = {"LSB_JOBID": str(job["number"]), "LSB_JOBNAME": job["name"]}
        fake.schedule(held)
        is_lost = held["settings"].pop("lose-answer", False)
    if is_lost:
        fake.fail(255, "Contacting batch daemon: Communication timeout. Job not submitted.")
    kind = "queue" if "q" in options else "default queue"
    print(f"Job <{job['number']}> is submitted to {kind} <{queue}>.")


def read_options(words, options):
    rest = list(words)
    while rest:
        name = rest.pop(0).removeprefix("-")
        if name in WITH_VALUE and rest:
            options[name] = rest.pop(0)
        elif name not in WITHOUT_VALUE:
            fake.fail(255, f"bsub: illegal option -- {name}\nUsage: bsub [options] command [arguments]")


def check(queue, walltime, options):
    if queue not in QUEUES:
        refuse(f"{queue}: No such queue")
    if "state" in QUEUES[queue]:
        refuse(f"{queue}: Queue has been closed")
    if walltime is not None and walltime > (QUEUES[queue]["max"] or walltime):
        refuse("RUNLIMIT: Cannot exceed queue's hard limit(s)")
    if options.get("P") == "nobody":
        refuse("Project name is not valid or does not exist")
    if int(options.get("n", "1")) > SLOTS:
        refuse("Too many processors requested")


def refuse(words):
    fake.fail(255, f"{words}. Job not submitted.")


# bjobs


def bjobs():
    silent()
    words, ids, name, form = sys.argv[1:], [], None, ""
    while words:
        word = words.pop(0)
        if word == "-o":
            form = words.pop(0)
        elif word == "-J":
            name = words.pop(0)
        elif not word.startswith("-"):
            ids.append(word)
    fields, separator = re.fullmatch(r"(.*?) delimiter='(.)'", form).groups()
    held = fake.read()
    wanted = ids or [str(job["number"]) for job in held["jobs"].values() if name in (None, job["name"])]
    missing = not wanted
    for number in wanted:
        job = held["jobs"].get(number)
        if job is None or (job["state"] == "over" and held["settings"].get("forgets-ended")):
            missing = True
            print(f"Job <{number}> is not found", file=sys.stderr)
        else:
            print(separator.join(field_of(job, field, held) or "-" for field in fields.split()))
    if not wanted:
        print(f"Job <{name}> is not found" if name else "No job found", file=sys.stderr)
    raise SystemExit(255 if missing else 0)


def field_of(job, field, held):
    return {
        "id": lambda: str(job["number"]),
        "jobindex": lambda: "0",
        "stat": lambda: stat_of(job),
        "exit_code": lambda: str(job["exit"]) if job["state"] == "over" and job["exit"] else "",
        "queue": lambda: job["queue"],
        "submit_time": lambda: moment(job["submitted"], held),
        "start_time": lambda: moment(job["started"], held),
        "finish_time": lambda: finish(job, held),
        "estimated_start_time": lambda: "",
        "runtimelimit": lambda: f"{job['walltime'] / 60:.1f}" if job["walltime"] else "",
        "exec_host": lambda: job["node"],
        "exit_reason": lambda: ENDS.get(job["why"], "") if job["state"] == "over" else "",
        "pend_reason": lambda: pending(job),
        "name": lambda: job["name"],
    }[field]()


def stat_of(job):
    if job["state"] == "over":
        return "DONE" if job["why"] == "done" and job["exit"] == 0 else "EXIT"
    return {"queued": "PEND", "held": "PSUSP", "running": "RUN"}[job["state"]]


def pending(job):
    words = {"queued": "Not enough job slot(s): 2 hosts;", "held": "The job was suspended by the user while pending;"}
    return words.get(job["state"], "")


def finish(job, held):
    if job["state"] == "over":
        return moment(job["ended"], held)
    return moment(job["started"] + job["walltime"], held) + " L" if job["started"] and job["walltime"] else ""


def moment(seconds, held):
    """In the client's own zone; with the year where it is asked for, by a version that knows how."""
    if seconds is None:
        return ""
    has_year = os.environ.get("LSB_DISPLAY_YEAR", "n").lower() == "y" and not held["settings"].get("no-years")
    return time.strftime("%b %e %H:%M:%S %Y" if has_year else "%b %e %H:%M", time.localtime(seconds))


# bhist, bkill, bmod, bqueues


def bhist():
    silent()
    words, ids, name = sys.argv[1:], [], None
    while words:
        word = words.pop(0)
        if word == "-J":
            name = words.pop(0)
        elif word == "-n":
            words.pop(0)
        elif not word.startswith("-"):
            ids.append(word)
    jobs = [job for job in fake.read()["jobs"].values() if str(job["number"]) in ids or job["name"] == name]
    if not jobs:
        fake.fail(255, "No matching job found")
    for job in jobs:
        print("\n".join(block_of(job)))


def block_of(job):
    at = lambda seconds: time.strftime("%a %b %e %H:%M:%S %Y", time.localtime(seconds))
    lines = [
        f"Job <{job['number']}>, Job Name <{job['name']}>, User <alice>, Project <{job['project']}>, Command <#!/bin/sh>",
        f"{at(job['submitted'])}: Submitted from host <login>, to Queue <{job['queue']}>, CWD <$HOME>;",
        "",
        " RUNLIMIT",
        f" {(job['walltime'] or 0) / 60:.1f} min of login",
    ]
    if job["started"] is not None:
        lines.append(f"{at(job['started'])}: Dispatched 1 Task(s) on Host(s) <{job['node']}>, Allocated 1 Slot(s) on Host(s) <{job['node']}>;")
    if job["state"] == "over":
        lines += [f"{at(job['ended'])}: {words}" for words in endings(job)]
    return [folded for line in lines for folded in fold(line)] + ["", "-" * 78, ""]


def endings(job):
    if stat_of(job) == "DONE":
        return ["Done successfully. The CPU time used is 1.0 seconds;"]
    code = [f"Exited with exit code {job['exit']}. The CPU time used is 1.0 seconds;"] if job["exit"] else []
    reason = f" {ENDS[job['why']]};" if job["why"] in ENDS else ""
    return [*code, f"Completed <exit>;{reason}"]


def fold(line):
    """At 80 columns, in the middle of words, as the real one does."""
    yield line[:80]
    for start in range(80, len(line), 59):
        yield " " * 21 + line[start : start + 59]


def bkill():
    silent()
    code = 0
    with fake.state() as held:
        for number in sys.argv[1:]:
            job = held["jobs"].get(number)
            if job is None:
                code = tell(f"Job <{number}>: No matching job found")
            elif not fake.cancel(job):
                code = tell(f"Job <{number}>: Job has already finished")
            else:
                print(f"Job <{number}> is being terminated")
        fake.schedule(held)
    raise SystemExit(code)


def tell(words):
    print(words, file=sys.stderr)
    return 255


def bmod():
    silent()
    _, minutes, number = sys.argv[1:]
    with fake.state() as held:
        job = held["jobs"].get(number)
        if job is None:
            fake.fail(255, f"Job <{number}>: No matching job found")
        if job["state"] == "over":
            fake.fail(255, f"Job <{number}>: Job has already finished")
        if job["state"] == "running" and not held["settings"].get("mod-all-jobs"):
            fake.fail(255, f"Job <{number}>: Job parameters cannot be changed now; non-repetitive job is running")
        if int(minutes) * 60 > (QUEUES[job["queue"]]["max"] or float("inf")):
            fake.fail(255, f"RUNLIMIT: Cannot exceed queue's hard limit(s). Job <{number}>: job not modified")
        job["walltime"] = int(minutes) * 60
    print(f"Parameters of job <{number}> are being changed")


def bqueues():
    silent()
    for name, queue in QUEUES.items():
        print(f"\nQUEUE: {name}\n  -- {queue['words']}\n\nPARAMETERS/STATISTICS")
        print("PRIO NICE STATUS          MAX JL/U JL/P JL/H NJOBS  PEND   RUN SSUSP USUSP  RSV PJOBS")
        print(f" 30    0  {queue.get('state', 'Open:Active'):16s}  -    -    -    -     0     0     0     0     0    0     0\n")
        for title, key in (("DEFAULT", "default"), ("MAXIMUM", "max")):
            if queue[key] is not None:
                print(f"{title} LIMITS:\n RUNLIMIT\n {queue[key] / 60:.1f} min\n")
        print("USERS: all\nHOSTS:  all\n" + "-" * 79)
