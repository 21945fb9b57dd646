"""The commands of OpenPBS and Torque, with the words of captures (test/fixtures/schedulers/pbs) and of Torque's users."""

import dataclasses
import getopt
import os
import pwd
import re
import shlex
import sys
import time

import fake

# Epoch seconds as the server sends them; the client writes them in its own time zone, so TZ is obeyed as by the real ones.
SECONDS_KEPT = 300


@dataclasses.dataclass(frozen=True)
class Family:
    server: str
    version: str
    options: str
    unknown_job: str
    over: str
    over_code: int
    over_letter: str
    queues: dict
    is_torque: bool


PBS = Family(
    server="pbshead",
    version="pbs_version = 23.06.06",
    options="fhIVXza:A:c:C:e:j:J:k:l:m:M:N:o:p:P:q:r:R:S:u:v:W:",
    unknown_job="Unknown Job Id",
    over="Job has finished",
    over_code=35,
    over_letter="F",
    queues={"workq": {}, "short": {"max": 1800, "default": 300}, "closed": {"enabled": "False"}},
    is_torque=False,
)

TORQUE = Family(
    server="head",
    version="Version: 6.1.2\nCommit: 661e092552de43a785c15d39a3634a541d86898e",
    options="fhIVXxza:A:b:c:C:d:D:e:F:j:k:l:m:M:N:o:p:P:q:r:S:t:T:u:v:w:W:",
    unknown_job="Unknown Job Id Error",
    over="Request invalid for state of job MSG=invalid state for job - COMPLETE",
    over_code=168,
    over_letter="C",
    queues={"batch": {"default": 3600}, "short": {"max": 1800, "default": 300}},
    is_torque=True,
)


def leave_if_down(family, program):
    if family.is_torque:
        words = (
            "socket_connect error (VERIFY THAT trqauthd IS RUNNING)\n"
            f"{program}: cannot connect to server {family.server} (errno=15137) could not connect to trqauthd"
        )
        fake.leave_if_down(1, words)
    elif program == "qdel":
        fake.leave_if_down(162, f"Connection refused\nCouldn't connect to cluster: {family.server}")
    else:
        code = 255 if program == "qstat" else 162
        fake.leave_if_down(code, f"Connection refused\n{program}: cannot connect to server {family.server} (errno=15010)")


def seconds_of(clock):
    parts = [int(part) for part in clock.split(":")]
    return sum(part * unit for part, unit in zip(reversed(parts), (1, 60, 3600, 86400)))


def clock_of(seconds):
    return f"{int(seconds) // 3600:02d}:{int(seconds) // 60 % 60:02d}:{int(seconds) % 60:02d}"


# qsub


def refuse(family, code, words):
    fake.fail(code, f"qsub: submit error ({words})" if family.is_torque else f"qsub: {words}")


def options_of(family, words):
    try:
        return getopt.getopt(words, family.options)
    except getopt.GetoptError as error:
        fake.fail(2, f"qsub: invalid option -- '{error.opt}'\nusage: qsub [-a date_time] [-A account_string]")


def qsub(family):
    if sys.argv[1:] == ["--version"]:
        return print(family.version)
    given, operands = options_of(family, sys.argv[1:])
    try:
        with open(operands[0], encoding="utf-8") if operands else sys.stdin as file:
            script = file.read()
    except FileNotFoundError:
        fake.fail(1, "qsub: script file:: No such file or directory")
    leave_if_down(family, "qsub")
    directives = [shlex.split(line[5:]) for line in script.splitlines() if line.startswith("#PBS ")]
    wished = dict(options_of(family, [word for words in directives for word in words])[0])
    resources = resources_of([value for words in directives for name, value in pairs(family, words) if name == "-l"])
    resources |= resources_of([value for name, value in given if name == "-l"])
    wished |= dict(given)
    queue = wished.get("-q", next(iter(family.queues)))
    check(family, queue, wished, resources)
    walltime = resources.get("walltime", family.queues[queue].get("default"))
    variables = dict(entry.partition("=")[::2] for entry in wished.get("-v", "").split(",") if entry)
    with fake.state() as held:
        number = held["next"]
        name = wished.get("-N", os.path.basename(operands[0]) if operands else "STDIN")
        job = fake.add_job(
            held,
            script,
            id=f"{number}.{family.server}",
            name=name,
            owner=pwd.getpwuid(os.getuid()).pw_name,
            queue=queue,
            resources=resources,
            walltime=None if walltime is None else seconds_of(str(walltime)),
            variables=variables | environment(family, number, name, queue),
            listed=variables,
            workdir=os.path.expanduser("~"),
            output=fake.path("jobs", f"{number}.OU"),
            deliver=wished.get("-o", os.devnull).rpartition(":")[2],
            # The login shell gets the script's name, so that its profile is read and the first line is obeyed.
            shell=["/bin/bash", "-lc", 'chmod +x "$0" && exec "$0"'],
            arguments=shlex.join(sys.argv[1:]),
        )
        if "-h" in wished:
            job["state"] = "held"
        fake.schedule(held)
        is_lost = held["settings"].pop("lose-answer", False)
    if is_lost:
        fake.fail(162, f"End of File\nqsub: cannot connect to server {family.server} (errno=15010)")
    print(job["id"])


def pairs(family, words):
    return getopt.getopt(words, family.options)[0]


def resources_of(lists):
    return dict(entry.partition("=")[::2] for text in lists for entry in text.split(",") if entry)


def check(family, queue, wished, resources):
    """The refusals of captures, for a wrong queue, account, name, size and walltime."""
    if queue not in family.queues:
        refuse(family, 170, "Unknown queue MSG=requested queue not found" if family.is_torque else "Unknown queue")
    limits = family.queues[queue]
    if limits.get("enabled") == "False":
        refuse(family, 173, "Queue is not enabled")
    if wished.get("-A") == "badproj":
        refuse(family, 32, f"Account badproj is not valid for user {pwd.getpwuid(os.getuid()).pw_name}")
    if len(wished.get("-N", "")) > (15 if family.is_torque else 230) or re.search(r"[\s/@\[]", wished.get("-N", "")):
        fake.fail(2, "qsub: illegal -N value\nusage: qsub [-a date_time]")
    dialect, other = ("nodes", "select") if family.is_torque else ("select", "nodes")
    if other in resources and family.is_torque:
        refuse(family, 187, f"Unknown resource type  Resource_List.{other}")
    if other in resources and dialect in resources:
        refuse(family, 6, f"Cannot be used with select or place: {other}")
    chunk = [part.partition("=")[0] for part in resources.get("select", "1").split(":")[1:]]
    strange = next((name for name in chunk if name not in ("ncpus", "mem", "mpiprocs")), None)
    if strange is not None:
        refuse(family, 187, f"Unknown resource: {strange}")
    if "walltime" in resources and not re.fullmatch(r"[\d:]+", resources["walltime"]):
        refuse(family, 166, "Illegal attribute or resource value Resource_List.walltime")
    if "max" in limits and seconds_of(resources.get("walltime", "0")) > limits["max"]:
        refuse(family, 188, too_long(family))


def too_long(family):
    if family.is_torque:
        return "Job exceeds queue resource limits MSG=cannot satisfy queue max walltime requirement"
    return "Job violates queue and/or server resource limits"


def environment(family, number, name, queue):
    return {
        "PBS_ENVIRONMENT": "PBS_BATCH",
        "PBS_JOBID": f"{number}.{family.server}",
        "PBS_JOBNAME": name,
        "PBS_QUEUE": queue,
        "PBS_O_HOME": os.path.expanduser("~"),
        "PBS_O_PATH": os.environ.get("PATH", ""),
        "PBS_O_WORKDIR": os.getcwd(),
        "PBS_O_QUEUE": queue,
    }


# qstat


def qstat(family):
    if "--version" in sys.argv[1:]:
        return print(family.version)
    try:
        given, operands = getopt.getopt(sys.argv[1:], "fxtwBQ1u:F:")
    except getopt.GetoptError as error:
        fake.fail(2, f"qstat: invalid option -- '{error.opt}'\nusage: qstat [-f] [-x] [job_identifier...]")
    options = {name for name, _ in given}
    leave_if_down(family, "qstat")
    held = fake.read()
    if "-B" in options:
        default = next(iter(family.queues))
        version = re.search(r"[\d.]+", family.version).group()
        return tell(f"Server: {family.server}", {"server_state": "Active", "default_queue": default, "pbs_version": version})
    if "-Q" in options:
        for name, limits in family.queues.items():
            tell(f"Queue: {name}", queue_attributes(limits))
        return None
    if "-x" in options and held["settings"].get("history") is False:
        fake.fail(47, "qstat: PBS is not configured to maintain job history")
    return tell_jobs(family, held, operands, "-x" in options)


def tell_jobs(family, held, operands, with_history):
    code = 0
    jobs = [jobs_with(family, held, word) for word in operands] if operands else [(j, "") for j in held["jobs"].values()]
    for job, word in jobs:
        if job is None:
            sys.stdout.flush()
            full = word if "." in word else f"{word}.{family.server}"
            sys.stderr.write(f"qstat: {family.unknown_job} {full}\n")
            code = 153
        elif job["state"] == "over" and not with_history and not family.is_torque:
            if operands:
                said = "Job has finished, use -x or -H to obtain historical job information"
                sys.stderr.write(f"qstat: {job['id']} {said}\n")
                code = 35
        else:
            tell(f"Job Id: {job['id']}", job_attributes(family, job))
    raise SystemExit(code)


def jobs_with(family, held, word):
    job = held["jobs"].get(word.partition(".")[0])
    gone = job is not None and family.is_torque and job["state"] == "over" and time.time() > job["ended"] + SECONDS_KEPT
    return (None if gone else job), word


def queue_attributes(limits):
    return {
        "queue_type": "Execution",
        "total_jobs": 0,
        **({"resources_max.walltime": clock_of(limits["max"])} if "max" in limits else {}),
        **({"resources_default.walltime": clock_of(limits["default"])} if "default" in limits else {}),
        "enabled": limits.get("enabled", "True"),
        "started": "True",
    }


def job_attributes(family, job):
    over = job["state"] == "over"
    letter = {"queued": "Q", "held": "H", "running": "R", "over": family.over_letter}[job["state"]]
    ran = job["started"] is not None
    used = (job["ended"] or time.time()) - job["started"] if ran else 0
    told = {
        "Job_Name": job["name"],
        "Job_Owner": f"{job['owner']}@login",
        "resources_used.walltime": clock_of(used) if ran else None,
        "job_state": letter,
        "queue": job["queue"],
        "server": family.server,
        "ctime": time.ctime(job["submitted"]),
        "exec_host": f"{job['node']}/0" if ran else None,
        "Hold_Types": "u" if letter == "H" else "n",
        "Join_Path": "oe",
        "mtime": time.ctime(job["ended"] or job["started"] or job["submitted"]),
        "Output_Path": f"login:{job['deliver']}",
        "qtime": time.ctime(job["submitted"]),
        **{f"Resource_List.{name}": value for name, value in job["resources"].items() if name != "walltime"},
        "Resource_List.walltime": clock_of(job["walltime"]) if job["walltime"] is not None else None,
        ("start_time" if family.is_torque else "stime"): time.ctime(job["started"]) if ran else None,
        "substate": None if family.is_torque else {"Q": 10, "H": 20, "R": 42, "F": 92 if ran else 91}[letter],
        "Variable_List": ",".join(f"{name}={value}" for name, value in {**job["listed"], **job["variables"]}.items()),
        "comment": job.get("comment") or comment_of(family, job),
        "etime": time.ctime(job["submitted"]),
        ("exit_status" if family.is_torque else "Exit_status"): status_of(family, job) if over and (ran or family.is_torque) else None,
        ("submit_args" if family.is_torque else "Submit_arguments"): job["arguments"],
        ("comp_time" if family.is_torque else "obittime"): time.ctime(job["ended"]) if over else None,
        "history_timestamp": int(job["ended"]) if over and not family.is_torque else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def comment_of(family, job):
    if job["state"] == "queued":
        return "Not Running: Not enough free nodes available"
    if job["started"] is None:
        return "Not Running: Not enough free nodes available and terminated" if job["state"] == "over" else None
    at = time.strftime("%a %b %d at %H:%M", time.localtime(job["started"]))
    if family.is_torque:
        return f"Job started on {at}"
    ends = {"timeout": "exceeded resource walltime", "memory": "exceeded resource mem"}
    ends["cancelled"] = f"terminated by {job['owner']}@{family.server}"
    end = "" if job["why"] is None else f" and {ends.get(job['why'], 'failed' if job['exit'] else 'finished')}"
    return f"Job run at {at} on ({job['node']}:ncpus=1){end}"


def status_of(family, job):
    marks = {"cancelled": 271, "timeout": 271, "memory": -10} if family.is_torque else {"cancelled": 271, "timeout": -29, "memory": -27}
    return marks.get(job["why"], -4 if job["why"] == "node-failure" else job["exit"])


def tell(head, attributes):
    print(head)
    for name, value in attributes.items():
        print(folded(f"    {name} = {value}"))
    print()


def folded(line):
    """As OpenPBS folds: lists behind their commas, other values in the middle of a word."""
    if " = " not in line or len(line) < 80:
        return line
    lines = [""]
    for part in re.findall(r"[^,]*,?", line):
        if lines[-1] and len(lines[-1]) + len(part) > 78:
            lines.append("")
        while len(part) > 78:
            lines[-1] += part[:70]
            part = part[70:]
            lines.append("")
        lines[-1] += part
    return "\n\t".join(lines)


# qdel, qalter, qselect


def found(family, held, program, word):
    """The job of an id, and what is said where it is not there or over."""
    job, _ = jobs_with(family, held, word)
    full = word if "." in word else f"{word}.{family.server}"
    if job is None:
        return None, (153, f"{program}: {family.unknown_job} {full}")
    if job["state"] == "over":
        return None, (family.over_code, f"{program}: {family.over} {full}")
    return job, None


def qdel(family):
    leave_if_down(family, "qdel")
    code = 0
    with fake.state() as held:
        for word in sys.argv[1:]:
            job, trouble = found(family, held, "qdel", word)
            if trouble is not None:
                code = trouble[0]
                sys.stderr.write(f"{trouble[1]}\n")
            else:
                fake.cancel(job)
        fake.schedule(held)
    raise SystemExit(code)


def qalter(family):
    leave_if_down(family, "qalter")
    given, operands = getopt.getopt(sys.argv[1:], "l:N:A:")
    seconds = seconds_of(resources_of([value for name, value in given if name == "-l"])["walltime"])
    with fake.state() as held:
        job, trouble = found(family, held, "qalter", operands[0])
        if trouble is not None:
            fake.fail(*trouble)
        if job["state"] == "running" and seconds > (job["walltime"] or seconds):
            fake.fail(159, f"qalter: Unauthorized Request  {job['id']}")
        if seconds > family.queues[job["queue"]].get("max", seconds):
            fake.fail(188, f"qalter: {too_long(family)} {job['id']}")
        job["walltime"] = seconds


def qselect(family):
    leave_if_down(family, "qselect")
    options = dict(getopt.getopt(sys.argv[1:], "xHu:N:s:")[0])
    held = fake.read()
    if "-x" in options and held["settings"].get("history") is False:
        fake.fail(47, "qselect: PBS is not configured to maintain job history")
    for number, job in held["jobs"].items():
        listed = jobs_with(family, held, number)[0] is not None
        over = job["state"] == "over" and not family.is_torque and "-x" not in options
        if listed and not over and options.get("-N", job["name"]) == job["name"]:
            print(job["id"])
