/**
 * Chooses what a job needs of a site's own making, and submits it. Arguments: the slots on a node (empty: no parallel environment is
 * needed, or the person named one), all slots, the rule that the environment must have, the slots by which a node's memory is
 * divided, bytes of memory and GPUs on a node (or empty), the queue (or empty); then the arguments of qsub. Its
 * variables begin with `hpctui_`, and none is exported: `-V` would hand them to the job.
 *
 * `-w e` has a job refused that no queue could ever run; it would wait for ever (seen on 8.1.9: h_rt over every limit). The reasons
 * are asked for afterwards (`-w v`, which submits nothing). `-w e` knows no load values: where one was asked for (mem_free), it
 * refuses what could run ("unknown resource"), and the job is submitted without it.
 */
export const SUBMIT = `hpctui_node=$1 hpctui_slots=$2 hpctui_rule=$3 hpctui_share=$4 hpctui_bytes=$5 hpctui_gpus=$6 hpctui_queue=$7
shift 7
hpctui_refuse() {
	printf 'hpctui: %s\\n' "$*" >&2
	exit 78
}
# NAMES TYPE: the first complex of these names that is counted, else the first that can be asked for; and how it is counted.
hpctui_complex() {
	printf '%s\\n' "$hpctui_complexes" | awk -v names="$1" -v type="$2" '
		$1 !~ /^#/ && ($3 == type || (type == "INT" && $3 == "DOUBLE")) && $5 != "NO" { counts[$1] = $6 }
		END {
			n = split(names, name, " ")
			for (i = 1; i <= n; i++) if (name[i] in counts && counts[name[i]] != "NO") { print name[i], counts[name[i]]; exit }
			n = split(type == "MEMORY" ? "mem_free m_mem_free virtual_free h_vmem" : "", name, " ")
			for (i = 1; i <= n; i++) if (name[i] in counts) { print name[i], counts[name[i]]; exit }
		}'
}
if [ -n "$hpctui_node" ]; then
	hpctui_known=$(qconf -spl) || exit
	hpctui_found=
	for hpctui_pe in smp shm threaded threads openmp omp multicore parallel $hpctui_known; do
		case "
$hpctui_known
" in *"
$hpctui_pe
"*) ;; *) continue ;; esac
		qconf -sp "$hpctui_pe" 2>/dev/null |
			awk -v rule="$hpctui_rule" '$1 == "allocation_rule" && $2 == rule { found = 1 } END { exit !found }' || continue
		command -v qselect >/dev/null 2>&1 && [ -z "$(qselect -pe "$hpctui_pe" \${hpctui_queue:+-q "$hpctui_queue"} -U "$(id -un)" 2>/dev/null)" ] && continue
		hpctui_found=$hpctui_pe
		break
	done
	[ -n "$hpctui_found" ] || hpctui_refuse "no parallel environment with the allocation rule $hpctui_rule that you may use\${hpctui_queue:+ in $hpctui_queue}; there are:" $hpctui_known
	set -- -pe "$hpctui_found" "$hpctui_slots" "$@"
fi
if [ -n "$hpctui_bytes$hpctui_gpus" ]; then
	hpctui_complexes=$(qconf -sc) || exit
fi
if [ -n "$hpctui_bytes" ]; then
	hpctui_found=$(hpctui_complex 'h_vmem m_mem_free mem_free virtual_free mem memory vmem ram h_rss s_vmem' MEMORY)
	case $hpctui_found in
		'') hpctui_refuse 'memory cannot be asked for here: no complex of a known name' ;;
		'h_vmem NO' | *' YES') hpctui_divisor=$((hpctui_share * 1048576)) ;;
		*' JOB') hpctui_divisor=1048576 hpctui_bytes=$((hpctui_bytes * (hpctui_slots / hpctui_share))) ;;
		*) hpctui_divisor=1048576 ;;
	esac
	set -- -l "\${hpctui_found%% *}=$(((hpctui_bytes + hpctui_divisor - 1) / hpctui_divisor))M" "$@"
fi
if [ -n "$hpctui_gpus" ]; then
	hpctui_found=$(hpctui_complex 'gpu gpus ngpus num_gpu num_gpus gpu_count gpucount gpu_card GPU GPUs cuda' INT)
	case $hpctui_found in
		'') hpctui_refuse 'GPUs cannot be asked for here: no complex of a known name' ;;
		*' YES')
			[ $((hpctui_gpus % hpctui_share)) -eq 0 ] ||
				hpctui_refuse "GPUs are counted for each slot here: ask for a multiple of $hpctui_share, or for fewer cpus"
			hpctui_gpus=$((hpctui_gpus / hpctui_share))
			;;
		*' JOB') hpctui_gpus=$((hpctui_gpus * (hpctui_slots / hpctui_share))) ;;
	esac
	set -- -l "\${hpctui_found%% *}=$hpctui_gpus" "$@"
fi
hpctui_said=$(env -u LC_ALL qsub -terse -w e "$@" 2>&1)
hpctui_code=$?
case $hpctui_code$hpctui_said in
	0*)
		printf '%s\\n' "$hpctui_said"
		exit 0
		;;
	*'no suitable queues'*) ;;
	*)
		printf '%s\\n' "$hpctui_said" >&2
		exit $hpctui_code
		;;
esac
hpctui_said=$(env -u LC_ALL qsub -w v "$@" 2>&1)
case $hpctui_said in
	*'unknown resource'*) exec env -u LC_ALL qsub -terse "$@" ;;
esac
printf '%s\\n' "$hpctui_said" >&2
exit $hpctui_code`;
