/**
 * What shells run to complete a line. The scripts only ask `leaksift completion words` and hand what it prints on as literal words: bash through
 * printf %q, zsh through compadd, fish by itself. Nothing that comes from a corpus is expanded by a shell.
 */

const BASH = `# leaksift completion for bash:  source <(leaksift completion bash)
_leaksift() {
  local line=\${COMP_LINE:0:COMP_POINT} word reply cut= quotes
  local -a words=()
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  local current=\${words[\${#words[@]}-1]}
  # bash takes what follows a colon for a word of its own
  if [[ $COMP_WORDBREAKS == *:* && $current == *:* ]]; then cut=\${current%:*}:; fi
  quotes=\${line//[!\\"]/}
  COMPREPLY=()
  while IFS= read -r word; do
    [[ -n $cut && $word == "$cut"* ]] && word=\${word#"$cut"}
    if (( \${#quotes} % 2 )); then
      # bash goes on after a quote that is open: the reply has what ends it
      reply=\${word//\\\\/\\\\\\\\}; reply=\${reply//\\"/\\\\\\"}; reply=\${reply//\\$/\\\\\\$}; reply=\${reply//\\\`/\\\\\\\`}\\"
    else
      printf -v reply %q "$word"
    fi
    COMPREPLY+=("$reply")
  done < <(leaksift completion words -- "\${words[@]:1}" 2>/dev/null)
  # a field waits for its value: no space after a colon
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _leaksift leaksift
`;

const ZSH = `#compdef leaksift
# leaksift completion for zsh:  source <(leaksift completion zsh)   after: autoload -U compinit; compinit
_leaksift() {
  local -a found fields rest
  found=("\${(@f)$(leaksift completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found:#}")
  if (( ! \${#found} )); then
    _files
    return
  fi
  # a field waits for its value: no space after a colon
  fields=("\${(@M)found:#*:}")
  rest=("\${(@)found:#*:}")
  (( \${#fields} )) && compadd -U -S '' -- "\${(@)fields}"
  (( \${#rest} )) && compadd -U -- "\${(@)rest}"
}
compdef _leaksift leaksift
`;

const FISH = `# leaksift completion for fish:  leaksift completion fish | source
function __leaksift_words
  set -l words (commandline -opc) (commandline -ct)
  set -l found (leaksift completion words -- $words[2..-1] 2>/dev/null)
  if test (count $found) -gt 0
    string join \\n -- $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c leaksift -f -a '(__leaksift_words)'
`;

/** Scripts by shell. */
export const COMPLETION_SCRIPTS: Readonly<Record<string, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
};
