/** A program that the system should keep running. */
export type Service = {
	readonly name: string;
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly logPath: string;
};

/** A systemd user unit (systemd.service(5)). Exit code 0 means that another daemon runs already, or that it was stopped. */
export function systemdUnit({argv, env}: Service): string {
	return [
		'[Unit]',
		'Description=hpctui: sessions on HPC clusters, their tunnels and logs',
		'',
		'[Service]',
		// Only here, and not in Environment=, a dollar sign begins a variable.
		`ExecStart=${argv.map(word => quoteForSystemd(word).replaceAll('$', '$$$$')).join(' ')}`,
		...Object.entries(env).map(([name, value]) => `Environment=${quoteForSystemd(`${name}=${value}`)}`),
		'Restart=on-failure',
		'RestartSec=5',
		'UMask=0077',
		'',
		'[Install]',
		'WantedBy=default.target',
		'',
	].join('\n');
}

/** A launchd agent (launchd.plist(5)). */
export function launchdAgent({name, argv, env, logPath}: Service): string {
	const variables = Object.entries(env).map(([key, value]) => `\t\t<key>${escapeXml(key)}</key>\n\t\t${string(value)}`);
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
		'<plist version="1.0">',
		'<dict>',
		`\t<key>Label</key>\n\t${string(name)}`,
		`\t<key>ProgramArguments</key>\n\t<array>\n${argv.map(word => `\t\t${string(word)}`).join('\n')}\n\t</array>`,
		`\t<key>EnvironmentVariables</key>\n\t<dict>\n${variables.join('\n')}\n\t</dict>`,
		'\t<key>RunAtLoad</key>\n\t<true/>',
		'\t<key>KeepAlive</key>\n\t<dict>\n\t\t<key>SuccessfulExit</key>\n\t\t<false/>\n\t</dict>',
		`\t<key>StandardOutPath</key>\n\t${string(logPath)}`,
		`\t<key>StandardErrorPath</key>\n\t${string(logPath)}`,
		'\t<key>Umask</key>\n\t<integer>63</integer>',
		'</dict>',
		'</plist>',
		'',
	].join('\n');
}

/** Inside double quotes systemd reads C escapes, and everywhere `%` specifiers. */
function quoteForSystemd(text: string): string {
	return `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('%', '%%')}"`;
}

function string(text: string): string {
	return `<string>${escapeXml(text)}</string>`;
}

function escapeXml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
