import {shell} from '../shell-text.js';

/** The environment that a person names for one session, beside the setup lines of the cluster. */
export const ENVIRONMENT = shell`# MODULE...: loads environment modules.
hpctui_load_modules() {
	if ! command -v module >/dev/null 2>&1; then
		hpctui_path=$PATH
		[ ! -r /etc/profile ] || . /etc/profile
		PATH=$PATH:$hpctui_path
	fi
	command -v module >/dev/null 2>&1 ||
		hpctui_cannot_run 127 "this node has no environment modules ($*)" 'leave the setting modules empty'
	for hpctui_module do
		# Some of them say that it failed, and end with 0: LMOD and Environment Modules before version 5.
		module load "$hpctui_module" 2>"$HPCTUI_FOLDER/module.log"
		hpctui_code=$?
		cat "$HPCTUI_FOLDER/module.log" >&2
		if [ "$hpctui_code" -ne 0 ] || grep -qiE 'error|unable to locate' "$HPCTUI_FOLDER/module.log"; then
			hpctui_said=$(grep -m 1 '[a-zA-Z]' "$HPCTUI_FOLDER/module.log")
			hpctui_cannot_run 1 "module load $hpctui_module failed: $hpctui_said" 'look for its name there: module avail'
		fi
	done
}

# FOLDER: enters a virtual environment, or one of conda's.
hpctui_activate() {
	if [ -r "$1/bin/activate" ]; then
		. "$1/bin/activate"
	elif [ -x "$1/bin/python" ]; then
		PATH=$1/bin:$PATH CONDA_PREFIX=$1
		export PATH CONDA_PREFIX
	else
		hpctui_cannot_run 1 "no environment in $1: neither bin/activate nor bin/python is there" 'name the folder of a virtual or conda environment'
	fi
}

# MODULES FOLDER: what the settings modules and environment say; either may be empty.
hpctui_enter() {
	if [ -n "$1" ]; then
		# Several modules are several words.
		hpctui_load_modules $(printf '%s' "$1" | tr , ' ')
		hpctui_keep_tools "the modules $1"
	fi
	if [ -n "$2" ]; then
		hpctui_activate "$2"
		hpctui_keep_tools "the environment $2"
	fi
}
`;
