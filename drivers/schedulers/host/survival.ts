/**
 * Sets `scope`, the words that take a program out of the login that starts it, and `warning`, a word for what cannot be had.
 *
 * Where systemd-logind ends what a login started (KillUserProcesses=yes, logind.conf(5)), a session of its own does not save
 * a process; a scope of the user's service manager does, and that one goes on without any login only for users who linger.
 * Without logind, or with Debian's and Red Hat's KillUserProcesses=no, nothing is needed.
 */
export const SURVIVAL_FUNCTION = `
look_for_survival() {
	scope= warning=
	command -v loginctl >/dev/null 2>&1 || return 0
	# Without a session's name: the properties of logind itself.
	case $(loginctl show-session --property=KillUserProcesses 2>/dev/null) in *=yes) ;; *) return 0 ;; esac
	warning=ends-with-login
	[ -n "\${XDG_RUNTIME_DIR:-}" ] || { XDG_RUNTIME_DIR=/run/user/$(id -u); export XDG_RUNTIME_DIR; }
	! systemd-run --user --scope --quiet true >/dev/null 2>&1 </dev/null || scope='systemd-run --user --scope --quiet'
	case $(loginctl show-user "$(id -un)" --property=Linger 2>/dev/null) in *=yes) [ -z "$scope" ] || warning= ;; esac
}
`;

/** What the person is told for a word that {@link SURVIVAL_FUNCTION} set. */
export const WARNINGS: Readonly<Record<string, string>> = {
	'ends-with-login':
		'this host ends the programs of a user who logs out, so the job may end when the last login there does; loginctl enable-linger, said there once, prevents it',
};
