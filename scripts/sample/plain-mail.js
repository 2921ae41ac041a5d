/**
 * Single messages outside the clean corpus: composed like the others (same people, clients and hops), then changed by an edit of
 * their bytes where a sample needs it. Each has a random fork of its own, so the clean corpus does not depend on them.
 */
import { person } from "./cast.js";
import { receivedBytes } from "./deliver.js";
import { compose } from "./mail/clients.js";
import { draft } from "./plot.js";

/** A composed draft. `fields` as for draft(), people by key. */
export function composed(root, key, { from, to, cc = [], ...fields }) {
  const d = draft({
    key,
    from: person(from),
    to: to.map(person),
    cc: cc.map(person),
    lang: "fr",
    category: "sample",
    markup: "none",
    ...fields,
  });
  d.random = root.fork(`mail/${key}`);
  return compose(d, d.random);
}

/** The message as its first recipient has it. */
export const asReceived = (d) => receivedBytes(d, d.to[0]).bytes;

/** Replaces text that must be there exactly once; throws otherwise. Latin-1 on purpose: bytes stay bytes. */
export function edit(bytes, from, to) {
  const text = bytes.toString("latin1");
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times, not once: ${from}`);
  return Buffer.from(parts.join(to), "latin1");
}
