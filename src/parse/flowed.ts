/** Joins the soft line breaks of format=flowed text (RFC 3676), so that a phrase that the mailer wrapped is found as a phrase. */

/**
 * `unflow("a long \nline\n", false)` is "a long line\n". A line that ends in a blank goes on in the next one of the same quote depth;
 * "-- " is the signature mark and never does; with `delSp` (DelSp=yes) that blank is part of the wrap and removed. One leading blank
 * is stuffing (section 4.4) and removed. Lines end in LF.
 */
export function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let openDepth = -1;
  for (const line of text.split("\n")) {
    let depth = 0;
    while (line.charCodeAt(depth) === 0x3e) depth++;
    const stuffed = line.charCodeAt(depth) === 0x20;
    const content = line.slice(stuffed ? depth + 1 : depth);
    const signature = content === "-- ";
    if (openDepth === depth && !signature) out.push(content);
    else out.push(out.length === 0 ? "" : "\n", depth > 0 ? `${">".repeat(depth)} ` : "", content);
    if (content.endsWith(" ") && !signature) {
      openDepth = depth;
      if (delSp) out[out.length - 1] = content.slice(0, -1);
    } else openDepth = -1;
  }
  return out.join("");
}
