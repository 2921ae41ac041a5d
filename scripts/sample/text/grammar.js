/**
 * A small grammar for running text: `[a|b]` is one of the alternatives (they nest), `{name}` is a variable: a string, a list to
 * pick from (its members are expanded too) or a function of the random source.
 */
export function expand(random, template, variables) {
  let text = template;
  for (let round = 0; round < 60; round++) {
    const choice = /\[([^[\]]*)\]/.exec(text);
    if (choice !== null) {
      const options = choice[1].split("|");
      text =
        text.slice(0, choice.index) +
        random.pick(options) +
        text.slice(choice.index + choice[0].length);
      continue;
    }
    const slot = /\{(\w+)\}/.exec(text);
    if (slot === null) return text;
    let value = variables[slot[1]];
    if (value === undefined) throw new Error(`no variable {${slot[1]}} for: ${template}`);
    if (typeof value === "function") value = value(random);
    if (Array.isArray(value)) value = random.pick(value);
    text = text.slice(0, slot.index) + value + text.slice(slot.index + slot[0].length);
  }
  throw new Error(`does not end: ${template}`);
}
