import type { Command } from 'commander';
import { UsageError } from '../model/errors.ts';
import type { Cli } from './cli.ts';

/** `completion SHELL`: the script that lets a shell complete commands, options and names. */
export function define(command: Command, cli: Cli): void {
  command
    .argument('<shell>', Object.keys(scripts).join(', '))
    .addHelpText('after', help)
    .action((shell: string) => {
      const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
      if (script === undefined)
        throw new UsageError(`"${shell}" is none of ${Object.keys(scripts).join(', ')}`);
      cli.stdout.write(script);
    });
}

const help = `
bash: source <(nightshift completion bash)
zsh:  source <(nightshift completion zsh)
fish: nightshift completion fish | source`;

/** Each asks `nightshift complete` with the words up to the cursor; where it has no answer the shell completes files. */
const scripts: Readonly<Record<string, string>> = {
  bash: `_nightshift() {
  local found
  COMPREPLY=()
  while IFS= read -r found; do
    COMPREPLY+=("$found")
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _nightshift nightshift
`,
  zsh: `#compdef nightshift
_nightshift() {
  local -a found
  found=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -a found
  else
    _files
  fi
}
compdef _nightshift nightshift
`,
  fish: `complete -c nightshift -a '(nightshift complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
};
