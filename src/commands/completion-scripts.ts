/**
 * What shells run to complete a line. The scripts only ask `leaksift completion words` and hand what it prints on as literal words: bash through
 * printf %q, zsh through compadd, fish by itself. Nothing that comes from a corpus is expanded by a shell.
 */

const BASH = `# leaksift completion for bash:  source <(leaksift completion bash)
_leaksift() {
  local line=\${COMP_LINE:0:COMP_POINT} word reply cut=
  local -a words=()
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  local current=\${words[\${#words[@]}-1]}
  # bash takes what follows a colon for a word of its own
  if [[ $COMP_WORDBREAKS == *:* && $current == *:* ]]; then cut=\${current%:*}:; fi
  COMPREPLY=()
  while IFS= read -r word; do
    [[ -n $cut && $word == "$cut"* ]] && word=\${word#"$cut"}
    printf -v reply %q "$word"
    COMPREPLY+=("$reply")
  done < <(leaksift completion words -- "\${words[@]:1}" 2>/dev/null)
  # a field waits for its value: no space after a colon
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _leaksift leaksift
`;

const ZSH = `#compdef leaksift
# leaksift completion for zsh:  source <(leaksift completion zsh)
_leaksift() {
  local -a found
  found=("\${(@f)$(leaksift completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found:#}")
  if (( \${#found} )); then
    compadd -U -S '' -- "\${(@)found}"
  else
    _files
  fi
}
compdef _leaksift leaksift
`;

const FISH = `# leaksift completion for fish:  leaksift completion fish | source
function __leaksift_words
  set -l words (commandline -opc) (commandline -ct)
  leaksift completion words -- $words[2..-1] 2>/dev/null
end
complete -c leaksift -f -a '(__leaksift_words)'
complete -c leaksift -n '__fish_seen_subcommand_from index intake verify' -F
`;

/** Scripts by shell. */
export const COMPLETION_SCRIPTS: Readonly<Record<string, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
};
