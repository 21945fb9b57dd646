import type {AppContext, AppDriver, Parameter, PortSpec} from './app.js';
import {portsOf} from './app-ports.js';
import {quotePath, quoteWord, shell} from './shell-text.js';

/** The lines that run an app: its settings as variables, what it can be told, and its body. */
export function bodyOf(app: AppDriver, context: AppContext): readonly string[] {
	const {settings} = context;
	const {parameters, body} = app;
	return [
		...parameters.map(parameter => assignment(parameter, settings[parameter.name] ?? parameter.default)),
		...obedience(app),
		...portsOf(app, settings)
			.filter(({kind}) => kind === 'https')
			.map(watchOf),
		...(typeof body === 'function' ? body(context) : body),
	];
}

/** `HPCTUI_SET_NOTEBOOK_DIR` for `notebook-dir`. */
export function variableOf(parameter: string): string {
	return `HPCTUI_SET_${parameter.toUpperCase().replaceAll('-', '_')}`;
}

function assignment({name, type}: Parameter, value: string): string {
	return `export ${variableOf(name)}=${type === 'path' && value !== '' ? quotePath(value) : quoteWord(value)}`;
}

/** Tells the certificate of a port that is https in any case. */
function watchOf({name}: PortSpec): string {
	return `hpctui_watch_certificate ${name} "$HPCTUI_PORT_${name.toUpperCase().replaceAll('-', '_')}"`;
}

/** Orders that the app has lines for are obeyed beside it, for as long as it runs; in parentheses, so that they change nothing of each other. */
function obedience({actions = [], scale}: AppDriver): readonly string[] {
	const cases = [
		...actions.flatMap(({name, body}) => (body === undefined ? [] : [caseOf(name, body)])),
		...(scale?.body === undefined ? [] : [caseOf('scale', ['shift', ...scale.body])]),
	];
	return cases.length === 0
		? []
		: [
				shell`hpctui_obey() {
	case $1 in
${cases.join('\n')}
		*)
			echo "no such order: $1"
			return 2
			;;
	esac
}
( while kill -s 0 $$ 2>/dev/null; do hpctui_take_orders; hpctui_pause 1; done </dev/null & )`,
			];
}

function caseOf(name: string, lines: readonly string[]): string {
	return shell`		${name})
			(
shift
${lines.join('\n')}
			)
			;;`;
}
