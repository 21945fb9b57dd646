import {sanitizeLine} from '../core/text.js';
import {loadAll} from './catalogue.js';
import {oneOf} from './checks.js';
import {defineCommand, type OptionTable} from './command.js';
import {GLOBAL_OPTIONS} from './parse.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export const completion = defineCommand({
	name: 'completion',
	summary: 'the completion script of a shell: commands, options, and the names of sessions, clusters and apps',
	details: [
		'  bash: hpctui completion bash > ~/.local/share/bash-completion/completions/hpctui',
		'  zsh:  hpctui completion zsh > FOLDER/_hpctui   where FOLDER is one of $fpath',
		'  fish: hpctui completion fish > ~/.config/fish/completions/hpctui.fish',
	],
	options: {},
	args: {shell: {help: SHELLS.join(', '), completes: SHELLS}},
	async run({args, context}) {
		const shell = oneOf('SHELL', args.shell, SHELLS);
		const script = await scriptFor(shell);
		await context.print({shell, script}, () => script);
	},
});

async function scriptFor(shell: (typeof SHELLS)[number]): Promise<string> {
	switch (shell) {
		case 'bash':
			return BASH;
		case 'zsh':
			return ZSH;
		case 'fish':
			return fishFrom(await fileOptions());
	}
}

/** The words behind the program's name go to `__complete`, the unfinished one last; it answers `WORD<TAB>WHAT` lines. */
const BASH = `# bash completion of hpctui
_hpctui() {
	local line cur="\${COMP_WORDS[COMP_CWORD]}"
	COMPREPLY=()
	while IFS= read -r line; do
		COMPREPLY+=("\${line%%$'\\t'*}")
	done < <(hpctui __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
	# A candidate that goes on (interface:, KEY=) gets no blank behind it.
	if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[:=] ]]; then
		compopt -o nospace
	fi
	# Bash takes words apart at colons: what stands before the last one is on the line already.
	if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
		COMPREPLY=("\${COMPREPLY[@]#"\${cur%"\${cur##*:}"}"}")
	fi
}
complete -o default -F _hpctui hpctui
`;

const ZSH = `#compdef hpctui
# zsh completion of hpctui
_hpctui() {
	local -a lines described
	local line
	lines=("\${(@f)$(hpctui __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
	for line in "\${(@)lines}"; do
		[[ -n $line ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
	done
	if (( \${#described} )); then
		_describe -V hpctui described
	else
		_files
	fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
	_hpctui "$@"
else
	compdef _hpctui hpctui
fi
`;

/** Fish has to be told which options take files, since it is told to offer none elsewhere. */
function fishFrom(fileOptions: readonly (readonly [string, string])[]): string {
	const lines = fileOptions.map(
		([name, help]) => `complete -c hpctui -l ${name} -r -F -d '${sanitizeLine(help).replaceAll("'", "\\'")}'`,
	);
	return `# fish completion of hpctui
function __hpctui_complete
	set -l words (commandline -opc) (commandline -ct)
	hpctui __complete -- $words[2..-1] 2>/dev/null
end
complete -c hpctui -f -a '(__hpctui_complete)'
${lines.join('\n')}
`;
}

async function fileOptions(): Promise<readonly (readonly [string, string])[]> {
	const tables: readonly OptionTable[] = [GLOBAL_OPTIONS, ...(await loadAll()).map(({options}) => options)];
	const found = tables.flatMap(table =>
		Object.entries(table).flatMap(([name, option]) =>
			option.completes === 'file' ? [[name, option.help] as const] : [],
		),
	);
	return [...new Map(found)];
}
