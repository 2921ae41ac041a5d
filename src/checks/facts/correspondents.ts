/** Names of everybody who writes or is written to, as compared by checks. */
import type { CorpusView } from "../../model/corpus-view.ts";
import { plainName } from "./corpus-values.ts";

/** Names and addresses of all correspondents, plain. */
export function correspondentNames(view: CorpusView): Set<string> {
  const known = new Set<string>();
  for (const { from, to } of view.messages()) {
    for (const { name, address } of [...from, ...to]) {
      known.add(plainName(name));
      known.add(plainName(address));
      known.add(plainName(address.split("@")[0] ?? ""));
      // "Weber, Anna" and "Anna Weber" are one spelling
      const turned = /^([^,]{1,60}), ?([^,]{1,60})$/.exec(name);
      if (turned !== null) known.add(plainName(`${turned[2]} ${turned[1]}`));
    }
  }
  return known;
}
