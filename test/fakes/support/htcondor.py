"""The commands of HTCondor, with the words of test/fixtures/schedulers/htcondor."""

import json
import os
import re
import sys

import fake

VERSION = """$CondorVersion: 23.8.0 2024-05-27 BuildID: 735879 PackageID: 23.8.0-0.735879 GitSHA: 26d1081b RC $
$CondorPlatform: x86_64_AlmaLinux9 $"""
LIMIT = "JobStatus == 2 && HpctuiWalltime =!= undefined && time() - JobCurrentStartDate > HpctuiWalltime"
UNIVERSES = {"vanilla", "docker", "container", "local", "scheduler"}
STATUS = {"queued": 1, "running": 2, "held": 5}


def condor_version():
    print(VERSION)


# condor_submit


def condor_submit():
    fake.leave_if_down(1, "\nERROR: Can't find address of local schedd")
    words, lines = sys.argv[1:], sys.stdin.read().split("\n")
    while words:
        word = words.pop(0)
        if word in ("-append", "-a"):
            lines.insert(-2, words.pop(0))
        elif word not in ("-terse", "-"):
            fake.fail(1, "Usage: condor_submit [options] [<attrib>=<value>] [- | <submit-file>]\ncondor_submit: unknown option " + word)
    commands = {}
    for line in lines:
        name, equals, value = line.partition("=")
        if equals:
            commands[name.strip().lower()] = value.strip()
    check(commands)
    with fake.state() as held:
        job = add(held, commands)
        fake.schedule(held)
        is_lost = held["settings"].pop("lose-answer", False)
    if is_lost:
        fake.fail(1, "\nERROR: Failed to connect to local queue manager\nSECMAN:2007:Failed to end classad message.")
    print(f"{job['number']}.0 - {job['number']}.0")


def check(commands):
    universe = commands.get("universe", "vanilla")
    if universe not in UNIVERSES:
        fake.fail(1, f"ERROR: I don't know about the '{universe}' universe.\n")
    if commands.get("accounting_group") == "nobody":
        refuse("accounting_group nobody is not one of yours")
    limit = fake.read()["settings"].get("longest")
    walltime = int(commands.get("my.hpctuiwalltime", "0"))
    if limit is not None and walltime > limit:
        refuse(f"A job may ask for a runtime of at most {limit} seconds")


def refuse(words):
    fake.fail(1, f"\nERROR: Failed to commit job submission into the queue.\nERROR: {words}")


def add(held, commands):
    number = held["next"]
    known = {"clusterid": str(number), "procid": "0", "dollar": "$"}
    expand = lambda text: re.sub(
        r"\$ENV\((\w+)\)|\$\((\w+)\)",
        lambda found: os.environ.get(found[1], "UNDEFINED") if found[1] else known.get(found[2].lower(), ""),
        text,
    )
    with open(expand(commands["executable"]), encoding="utf-8") as file:
        script = file.read()
    walltime = commands.get("my.hpctuiwalltime")
    return fake.add_job(
        held,
        script,
        name=expand(commands.get("batch_name", "")),
        tag=expand(commands.get("my.hpctuitag", "")).strip('"'),
        walltime=int(walltime) if walltime else None,
        workdir=expand(commands.get("initialdir", os.getcwd())),
        output=expand(commands.get("output", os.devnull)),
        variables=variables_of(expand(commands.get("environment", '""'))),
        shell=["/bin/sh"],
    )


def variables_of(environment):
    """The form with quotes around all, and single quotes around what holds spaces."""
    words = re.findall(r"'([^']*)'|(\S+)", environment.strip('"'))
    return dict((quoted or plain).split("=", 1) for quoted, plain in words)


# condor_q, condor_history


def is_queued(job):
    return job["state"] != "over"


def ad_of(job):
    status = STATUS.get(job["state"], 4)
    if job["kill"] is not None and job["state"] == "running" or job["why"] not in (None, "done"):
        status = 3
    ad = {
        "ClusterId": job["number"],
        "ProcId": 0,
        "JobStatus": status,
        "JobBatchName": job["name"],
        "HpctuiTag": job["tag"],
        "HpctuiWalltime": job["walltime"],
        "QDate": int(job["submitted"]),
        "JobStartDate": job["started"] and int(job["started"]),
        "JobCurrentStartDate": job["started"] and int(job["started"]),
        "EnteredCurrentStatus": int(job["ended"] or job["started"] or job["submitted"]),
        "CompletionDate": int(job["ended"]) if status == 4 else 0,
        "NumJobStarts": 1 if job["started"] else 0,
        "RemoteHost" if job["state"] == "running" else "LastRemoteHost": job["node"] and f"slot1_1@{job['node']}",
        "JobUniverse": 5,
    }
    if job["state"] == "held":
        ad |= {"HoldReason": "via condor_hold (by user alice)", "HoldReasonCode": 1}
    if status == 3:
        ad["RemoveReason"] = reason_of(job["why"] or job["kill"])
    if status == 4:
        ad |= end_of(job["exit"])
    return {name: value for name, value in ad.items() if value is not None}


def reason_of(why):
    if why == "timeout":
        return f"The job attribute PeriodicRemove expression '{LIMIT}' evaluated to TRUE"
    return "via condor_rm (by user alice)"


def end_of(code):
    """The starter sees the shell's own end: a signal to the script's child is an exit code of 128 and more."""
    return {"ExitBySignal": False, "ExitCode": code}


def show(jobs):
    print("[")
    print("\n,\n".join(json.dumps(ad_of(job), indent=2, ensure_ascii=False) for job in jobs))
    print("]")


def wanted(is_candidate):
    """Those of the ids or of the constraint on the command line, else all."""
    words = sys.argv[1:]
    jobs = [job for job in fake.read()["jobs"].values() if is_candidate(job)]
    if "-constraint" in words:
        found = re.fullmatch(r'HpctuiTag == "(.*)"', words[words.index("-constraint") + 1])
        return [job for job in jobs if found and job["tag"] == found[1]]
    ids = {word.split(".")[0] for word in words if re.fullmatch(r"\d+(\.\d+)?", word)}
    if "-scanlimit" in words:
        ids -= {words[words.index("-scanlimit") + 1]}
    return [job for job in jobs if not ids or str(job["number"]) in ids]


def condor_q():
    fake.leave_if_down(1, "Error: Could not find the local condor_schedd")
    jobs = wanted(is_queued)
    if "-af" in sys.argv:
        names = sys.argv[sys.argv.index("-af") + 1 :]
        for job in jobs:
            print(*(ad_of(job).get(name, "undefined") for name in names))
    else:
        show(jobs)


def condor_history():
    show(wanted(lambda job: not is_queued(job)))


# condor_rm, condor_qedit, condor_status


def condor_rm():
    fake.leave_if_down(1, "Can't find address for schedd login")
    code = 0
    with fake.state() as held:
        for word in sys.argv[1:]:
            job = held["jobs"].get(word.split(".")[0])
            if job is None or not is_queued(job):
                print(f"Job {word} not found")
                code = 1
            else:
                already = "already " if job["kill"] else ""
                fake.cancel(job)
                print(f"Job {word} {already}marked for removal")
        fake.schedule(held)
    raise SystemExit(code)


def condor_qedit():
    fake.leave_if_down(1, "condor_qedit: ERROR: Can't find address of local schedd")
    forward, word, name, value = sys.argv[1:]
    with fake.state() as held:
        job = held["jobs"].get(word.split(".")[0])
        if forward != "-forward" or job is None or name != "HpctuiWalltime" or held["settings"].get("no-edits"):
            fake.fail(1, f'Failed to set attribute "{name}" for job {word}.\nQueue transaction failed.  No attributes were set.')
        job["walltime"] = int(value)
    print(f'Set attribute "{name}" for 1 matching jobs.')


def condor_status():
    fake.leave_if_down(1, "Error: communication error\nCEDAR:6001:Failed to connect to <10.71.2.10:9618>")
    held = fake.read()
    busy = [job["node"] for job in held["jobs"].values() if job["state"] == "running"]
    for node in held["nodes"]:
        print(node, "Partitionable", "Unclaimed", 64 - busy.count(node), 64, 257000, "undefined", sep="\t")
