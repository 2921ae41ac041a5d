/** Shared by the checks for a header that may stand once and stands twice with different values. */
import type { CheckDescription, Flag } from "../../model/flag.ts";
import { flagOf, quoted } from "../engine/check.ts";
import { comparedHeader, headerEvidence } from "./evidence.ts";
import type { MessageFacts } from "./message-facts.ts";

/** A flag when the header stands more than once with values that differ in more than blanks. */
export function differingCopies(check: CheckDescription, key: string, facts: MessageFacts): Flag[] {
  const [first, ...others] = facts.all(key);
  if (first === undefined) return [];
  const plain = (value: string): string => value.replace(/\s+/g, " ").trim();
  const other = others.find((header) => plain(header.value) !== plain(first.value));
  if (other === undefined) return [];
  const evidence = headerEvidence(
    other,
    other.value.slice(0, 400),
    comparedHeader(`the first ${first.name} header`, first),
  );
  return [flagOf(check, { first: quoted(first.value), second: quoted(other.value) }, [evidence])];
}
