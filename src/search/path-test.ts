/** Which source paths `in:` names. Pure. */
import { compileGlob } from "../query/glob.ts";
import { foldWord } from "../tokenize.ts";

/**
 * Whether a source path is what `in:` names: one or more whole parts of it ("sent", "anna/sent", "inbox.mbox"), the last also without its
 * extension. Case and accents do not count.
 */
export function pathTest(pattern: string): (path: string) => boolean {
  const asked = foldWord(pattern).replace(/^\/+|\/+$/g, "");
  const { test } = compileGlob(`*/${asked}/*`);
  return (path) => {
    const folded = foldWord(path).replaceAll("\\", "/");
    return test(`/${folded}/`) || test(`/${folded.replace(/\.[^./]{1,10}$/, "")}/`);
  };
}
