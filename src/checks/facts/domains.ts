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
  const name = domain.endsWith(".") ? domain.slice(0, -1) : domain;
  const last = name.lastIndexOf(".");
  const second = last <= 0 ? -1 : name.lastIndexOf(".", last - 1);
  if (second < 0) return name;
  const isShared = name.length - last === 3 && SHARED_SECOND.has(name.slice(second + 1, last));
  return isShared ? name.slice(name.lastIndexOf(".", second - 1) + 1) : name.slice(second + 1);
}
