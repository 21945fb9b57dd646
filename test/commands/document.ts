import type {Command, Option, OptionTable} from '../../source/commands/command.js';
import {GLOBAL_OPTIONS} from '../../source/commands/parse.js';
import {optionWords, usageOf} from '../../source/commands/usage.js';

const HEAD = `# Commands

This page is written from the commands themselves: \`npx vitest run --project unit test/commands/document.test.ts -u\`.

\`hpctui\` alone opens the screen. Every command ends by itself, but the screen, \`attach\`, \`proxy\`, \`logs --follow\` and what \`exec\` runs.
The first command that needs it starts the background process (the daemon); sessions outlive every command, the screen and the daemon itself.

SESSION is an id, a unique beginning of one, or a name. Durations are \`90s\`, \`45m\`, \`4h\`, \`1d12h\`, \`HH:MM:SS\` or
\`D-HH:MM:SS\`; sizes are \`8G\` or \`512M\`, in powers of 1024.

`;

const TAIL = `## JSON

With \`--json\` a command prints one JSON document on stdout and nothing else there. Times are UTC in ISO 8601; what is not
known is \`null\`. New fields may come; those that are there stay.

| command | document |
| --- | --- |
| \`ls\` | array of sessions |
| \`show\`, \`new\`, \`wait\`, \`stop\`, \`extend\`, \`renew\`, \`adopt\`, \`action\`, \`scale\`, \`demo\` | a session |
| \`new --dry-run\` | \`{"script", "command", "estimate"}\` |
| \`url\`, \`open\` | \`{"url"}\` |
| \`connection-file\` | \`{"path"}\` |
| \`secret\` | \`{"name", "value"}\` |
| \`logs\` | \`{"offset", "base64", "size"}\`: the last lines, or the last 64 KiB |
| \`tunnel ls\`, \`tunnel rm\` | array of tunnels: those that are left |
| \`tunnel add\` | the tunnel |
| \`ssh-config\` | \`{"path", "hosts", "text"}\`; with \`--write\` also \`"include"\`, \`"isIncluded"\` |
| \`rm\` | \`{"removed", "warning"}\`; \`warning\` says what may be left on a cluster that could not be reached |
| \`cluster rm\` | \`{"removed"}\` |
| \`cluster ls\` | array of clusters |
| \`cluster add\`, \`cluster show\`, \`cluster login\` | a cluster |
| \`cluster test\` | \`{"cluster", "ok", "steps", "hops", "scheduler", "others", "limits", "addresses"}\` |
| \`app ls\`, \`app show\` | array of apps, an app |
| \`daemon start\`, \`daemon status\` | \`{"pid", "version", "wire", "startedAt", "home", "socket", "sessions", "clients", "memoryBytes"}\` |
| \`daemon stop\` | \`{"stopped"}\` |
| \`daemon logs\` | \`{"path", "lines"}\` |
| \`daemon install\` | \`{"path", "enable"}\` |
| \`completion\` | \`{"shell", "script"}\` |
| \`demo --stop\` | \`{"stopped"}\` |
| \`doctor\` | \`{"ok", "checks": [{"name", "verdict", "text", "hint"}]}\` |

\`attach\`, \`exec\`, \`proxy\` and \`logs --follow\` have no document, and refuse \`--json\`.

A session holds its URL with the token: mind where the document goes. \`ls\` without \`--json\` leaves the token out.

An error is one document on stderr, and stdout stays empty (\`cluster test\` and \`doctor\` print what they found all the same):

\`\`\`json
{"error": {"code": "refused", "message": "…", "hint": "…", "exitCode": 6, "retry": "after-user", "facts": {"hop": "login", "said": "…"}}}
\`\`\`

\`facts.hop\` is where it failed, \`facts.said\` are the other program's own words.

## Exit codes

| code | meaning | \`code\` of the error |
| --- | --- | --- |
| 0 | done | |
| 1 | failed | \`daemon\`, \`remote\`, \`parse\`, \`unsupported\`, \`bug\` |
| 2 | wrong usage; nothing was done | \`usage\`, \`config\` |
| 3 | no such session, cluster or app | \`missing\` |
| 4 | login refused or host key not trusted | \`auth\` |
| 5 | unreachable | \`link\` |
| 6 | the scheduler refused | \`refused\` |
| 7 | timed out | \`timeout\` |
| 8 | the session ended first | \`ended\` |
| 130 | interrupted | \`cancelled\` |

A reader that goes away (\`hpctui ls | head\`) ends a command quietly, with 0.

## Questions of servers

Passwords, codes and host keys are asked on the terminal (stderr and stdin) of whichever command runs there, in the server's
own words and order; what is typed for a secret is not shown. C-c declines. A host key is trusted by the whole word \`yes\`.
A command without a terminal leaves them to a screen, or another terminal, that is open, and waits for that within its own time-out.
Where nobody is there to be asked, or they decline, it ends with 4 and says which \`cluster login\` helps.

## Environment

| variable | what it does |
| --- | --- |
| \`HPCTUI_HOME\` | one folder for configuration, state, socket and cache; two homes never meet |
| \`HPCTUI_SSH_CONFIG\` | as \`--ssh-config\` |
| \`HPCTUI_SCREEN_READER\` | 1: the screen, and an attached terminal, as lines of text |
| \`NO_COLOR\` | as \`--no-color\` |
| \`XDG_CONFIG_HOME\`, \`XDG_STATE_HOME\`, \`XDG_RUNTIME_DIR\`, \`XDG_CACHE_HOME\` | where these lie without \`HPCTUI_HOME\` |
`;

/** docs/commands.md, from the records of the commands. */
export function documentFrom(commands: readonly Command[]): string {
	const sections = commands.map(command => `## ${command.name}\n\n${sectionOf(command)}`);
	return `${HEAD}## Options of every command\n\n${tableOf(GLOBAL_OPTIONS)}\n${sections.join('\n')}\n${TAIL}`;
}

function sectionOf(command: Command): string {
	const parts = [`${capital(command.summary)}.\n`, `    ${usageOf(command)}\n`];
	if (command.details !== undefined) {
		parts.push(`${command.details.map(line => line.replace(/^ {2}/, '    ')).join('\n')}\n`);
	}

	const args = Object.entries(command.args).map(([name, {help}]) => `- \`${name.toUpperCase()}\`: ${help}`);
	if (args.length > 0) {
		parts.push(`${args.join('\n')}\n`);
	}

	if (Object.keys(command.options).length > 0) {
		parts.push(tableOf(command.options));
	}

	return parts.join('\n');
}

function tableOf(options: OptionTable): string {
	const rows = Object.entries(options).map(
		([name, option]) => `| \`${optionWords(name, option)}\` | ${helpOf(option)} |`,
	);
	return ['| option | what it does |', '| --- | --- |', ...rows, ''].join('\n').replaceAll(/\|(?=\w)/g, '\\|');
}

function helpOf(option: Option): string {
	return `${option.help}${option.isRepeated ? '; may be given again' : ''}${option.isRequired ? ' (required)' : ''}`;
}

function capital(text: string): string {
	return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
