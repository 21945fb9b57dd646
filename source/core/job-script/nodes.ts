import {shell} from '../shell-text.js';

/**
 * The nodes of a job, and how to start something on one of them. Where each scheduler lists them: Slurm SLURM_JOB_NODELIST
 * (sbatch(1)), PBS and Torque PBS_NODEFILE (a line for each slot), Grid Engine PE_HOSTFILE (host, slots, queue), LSF
 * LSB_DJOB_HOSTFILE or LSB_MCPU_HOSTS (`host slots` in turn), OAR OAR_NODEFILE (a line for each core), Flux `flux hostlist`. And
 * how each starts a process on a node of the job so that it belongs to the job, and ends with it; ssh only where there is none.
 */
export const NODES = shell`# Standard input: Slurm's short form of a list, "a[1-3,07],b". Lines: its nodes.
hpctui_expand_nodes() {
	awk '
	function expand(text,   from, to, parts, part, at, ends, n, width) {
		from = index(text, "[")
		to = index(text, "]")
		if (from == 0 || to < from) { if (text != "") print text; return }
		parts = split(substr(text, from + 1, to - from - 1), part, ",")
		for (at = 1; at <= parts; at++) {
			if (split(part[at], ends, "-") < 2) ends[2] = ends[1]
			width = length(ends[1])
			for (n = ends[1] + 0; n <= ends[2] + 0 && count++ < 100000; n++)
				expand(substr(text, 1, from - 1) sprintf("%0" width "d", n) substr(text, to + 1))
		}
	}
	{
		depth = 0; word = ""
		for (place = 1; place <= length($0) + 1; place++) {
			letter = substr($0, place, 1)
			if (letter == "[") depth++
			if (letter == "]") depth--
			if ((letter == "," && depth == 0) || letter == "") { expand(word); word = "" }
			else if (letter !~ /[ \t\r]/) word = word letter
		}
	}'
}

# Lines "NODE SLOTS" of this job, each node once, in the scheduler's order; this host alone where nobody says.
hpctui_nodes() {
	if [ -n "\${SLURM_JOB_NODELIST:-}" ]; then
		printf '%s\n' "$SLURM_JOB_NODELIST" | hpctui_expand_nodes | awk -v slots="\${SLURM_CPUS_ON_NODE:-1}" '{ print $1, slots }'
	elif [ -n "\${PE_HOSTFILE:-}" ] && [ -r "$PE_HOSTFILE" ]; then
		awk '{ print $1, $2 }' "$PE_HOSTFILE"
	elif [ -n "\${LSB_DJOB_HOSTFILE:-}" ] && [ -r "$LSB_DJOB_HOSTFILE" ]; then
		cat "$LSB_DJOB_HOSTFILE"
	elif [ -n "\${LSB_MCPU_HOSTS:-}" ]; then
		printf '%s\n' $LSB_MCPU_HOSTS | awk 'NR % 2 { node = $1; next } { print node, $1 }'
	elif [ -n "\${LSB_HOSTS:-}" ]; then
		printf '%s\n' $LSB_HOSTS
	elif [ -n "\${OAR_NODEFILE:-}" ] && [ -r "$OAR_NODEFILE" ]; then
		cat "$OAR_NODEFILE"
	elif [ -n "\${PBS_NODEFILE:-}" ] && [ -r "$PBS_NODEFILE" ]; then
		cat "$PBS_NODEFILE"
	elif [ -n "\${FLUX_JOB_ID:-}" ] && command -v flux >/dev/null 2>&1; then
		flux hostlist --expand --delimiter='\n' local
	fi 2>/dev/null | LC_ALL=C awk -v here="$(uname -n)" '
		$1 ~ /^[A-Za-z0-9_][A-Za-z0-9._-]*$/ {
			if (!($1 in slots)) order[++count] = $1
			slots[$1] += $2 ~ /^[0-9]+$/ ? $2 : 1
		}
		END {
			if (count == 0) { order[++count] = here; slots[here] = 1 }
			for (at = 1; at <= count; at++) print order[at], slots[order[at]]
		}'
}

# NODE: whether that is this host, under its short or its long name.
hpctui_is_here() {
	[ "\${1%%.*}" = "$(uname -n | sed 's/\..*//')" ]
}

# NODE COMMAND...: runs it there, as a part of this job; by ssh where there is no other way, or where $HPCTUI_BY_SSH says so. Becomes
# it: run it in the background.
hpctui_on_node() {
	hpctui_place=$1
	shift
	if hpctui_is_here "$hpctui_place"; then
		exec "$@"
	elif [ -n "\${HPCTUI_BY_SSH:-}" ]; then
		:
	elif [ -n "\${SLURM_JOB_ID:-}" ] && command -v srun >/dev/null 2>&1; then
		# Without --overlap, which is of 20.11, the step would wait until the script's own processors are free.
		! srun --help 2>&1 | grep -q -e --overlap || set -- --overlap "$@"
		exec srun --nodes=1 --ntasks=1 --nodelist="$hpctui_place" --export=ALL --cpu-bind=none --quiet "$@"
	elif [ -n "\${PE_HOSTFILE:-}" ] && command -v qrsh >/dev/null 2>&1; then
		exec qrsh -inherit -nostdin -V "$hpctui_place" "$@"
	elif [ -n "\${LSB_JOBID:-}" ] && command -v blaunch >/dev/null 2>&1; then
		exec blaunch -no-shell "$hpctui_place" "$@"
	elif [ -n "\${OAR_JOB_ID:-}" ] && command -v oarsh >/dev/null 2>&1; then
		exec oarsh "$hpctui_place" "$@"
	elif [ -n "\${PBS_JOBID:-}" ] && command -v pbs_tmrsh >/dev/null 2>&1; then
		exec pbs_tmrsh "$hpctui_place" "$@"
	elif [ -n "\${PBS_JOBID:-}" ] && command -v pbsdsh >/dev/null 2>&1; then
		exec pbsdsh -h "$hpctui_place" -- "$@"
	elif [ -n "\${FLUX_JOB_ID:-}" ] && command -v flux >/dev/null 2>&1; then
		exec flux run --nodes=1 --ntasks=1 --requires="host:$hpctui_place" "$@"
	fi
	exec ssh -o BatchMode=yes -o ConnectTimeout=20 -- "$hpctui_place" "$(hpctui_words "$@")"
}

# WORD...: one line that a shell reads as these words.
hpctui_words() {
	for hpctui_word; do
		printf "'%s' " "$(printf '%s\n' "$hpctui_word" | sed "s/'/'\\\\''/g")"
	done
}
`;
