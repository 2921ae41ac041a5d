/** Domains of addresses, compared as the name somebody registered. */

/** The domain after the last "@", lower case; "" when there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 0
    ? ""
    : address
        .slice(at + 1)
        .trim()
        .toLowerCase();
}

/** Second-level names under which anybody may register: with these a domain's own name is the third label. */
const SHARED_SECOND = new Set(["co", "com", "ac", "gov", "org", "net", "edu", "or", "ne", "gob"]);

/** The part of a domain that somebody registered, by rule of thumb: "mail.example.co.uk" -> "example.co.uk". */
export function registeredDomain(domain: string): string {
  const labels = domain.replace(/\.$/, "").split(".");
  const last = labels.at(-1) ?? "";
  const second = labels.at(-2) ?? "";
  const keep = last.length === 2 && SHARED_SECOND.has(second) ? 3 : 2;
  return labels.slice(-keep).join(".");
}
