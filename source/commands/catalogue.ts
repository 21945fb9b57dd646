import type {Command} from './command.js';

type Load = () => Promise<Command>;

/** Every command, in the order of help, each loaded when it is needed. */
export const CATALOGUE: Readonly<Record<string, Load>> = {
	new: async () => (await import('./new.js')).newSession,
	adopt: async () => (await import('./adopt.js')).adopt,
	ls: async () => (await import('./ls.js')).ls,
	show: async () => (await import('./show.js')).show,
	wait: async () => (await import('./wait.js')).wait,
	url: async () => (await import('./url.js')).url,
	open: async () => (await import('./open.js')).open,
	logs: async () => (await import('./logs.js')).logs,
	attach: async () => (await import('./attach.js')).attach,
	exec: async () => (await import('./exec.js')).exec,
	action: async () => (await import('./action.js')).action,
	scale: async () => (await import('./scale.js')).scale,
	secret: async () => (await import('./secret.js')).secret,
	'connection-file': async () => (await import('./connection-file.js')).connectionFile,
	extend: async () => (await import('./extend.js')).extend,
	renew: async () => (await import('./renew.js')).renew,
	stop: async () => (await import('./stop.js')).stop,
	rm: async () => (await import('./rm.js')).rm,
	'tunnel ls': async () => (await import('./tunnel-ls.js')).tunnelLs,
	'tunnel add': async () => (await import('./tunnel-add.js')).tunnelAdd,
	'tunnel rm': async () => (await import('./tunnel-rm.js')).tunnelRm,
	proxy: async () => (await import('./proxy.js')).proxy,
	'ssh-config': async () => (await import('./ssh-config.js')).sshConfig,
	'cluster add': async () => (await import('./cluster-add.js')).clusterAdd,
	'cluster ls': async () => (await import('./cluster-ls.js')).clusterLs,
	'cluster show': async () => (await import('./cluster-show.js')).clusterShow,
	'cluster rm': async () => (await import('./cluster-rm.js')).clusterRm,
	'cluster test': async () => (await import('./cluster-test.js')).clusterTest,
	'cluster login': async () => (await import('./cluster-login.js')).clusterLogin,
	'app ls': async () => (await import('./app-ls.js')).appLs,
	'app show': async () => (await import('./app-show.js')).appShow,
	'daemon start': async () => (await import('./daemon-start.js')).daemonStart,
	'daemon stop': async () => (await import('./daemon-stop.js')).daemonStop,
	'daemon status': async () => (await import('./daemon-status.js')).daemonStatus,
	'daemon logs': async () => (await import('./daemon-logs.js')).daemonLogs,
	'daemon install': async () => (await import('./daemon-install.js')).daemonInstall,
	doctor: async () => (await import('./doctor.js')).doctor,
	demo: async () => (await import('./demo.js')).demo,
	completion: async () => (await import('./completion.js')).completion,
};

/** All commands, in the order of the help. */
export const COMMAND_NAMES: readonly string[] = Object.keys(CATALOGUE);

/** `tunnel`, `cluster`, `app` and `daemon`: first words that need a second one. */
export function isGroup(word: string): boolean {
	return COMMAND_NAMES.some(name => name.startsWith(`${word} `));
}

/** Words that may stand first. */
export function firstWords(): readonly string[] {
	return [...new Set(COMMAND_NAMES.map(name => name.split(' ')[0] ?? name))];
}

/** The second words of a group. */
export function secondWords(group: string): readonly string[] {
	return COMMAND_NAMES.filter(name => name.startsWith(`${group} `)).map(name => name.slice(group.length + 1));
}

/** All commands, or those of one group. */
export function loadAll(group?: string): Promise<readonly Command[]> {
	const entries = Object.entries(CATALOGUE);
	return Promise.all(
		entries.filter(([name]) => group === undefined || name.startsWith(`${group} `)).map(([, load]) => load()),
	);
}
