/** One DomainKey-Signature (RFC 4870, Yahoo and Gmail 2004 to 2012): signs headers and body together, so that nothing can be told without its key. Pure. */
import { type SignatureReading, type SignatureState, unread } from "./reading.ts";
import { type Around, fits, type SignedHeader, tagText } from "./signed-data.ts";
import { readTags, unfolded } from "./tags.ts";

/** Lines as they are signed: `nofws` without any blanks, both without the empty lines at the end. */
function canonicalLines(text: string, form: "simple" | "nofws"): string {
  const lines = form === "nofws" ? text.replace(/[ \t]+/g, "") : text;
  return lines.replace(/(?:\r\n)+$/, "");
}

function signedText(
  header: SignedHeader,
  covers: readonly string[],
  around: Around,
  form: "simple" | "nofws",
): string {
  const chosen = around.headers
    .slice(around.headers.indexOf(header) + 1)
    .filter(({ key }) => covers.length === 0 || covers.includes(key));
  const headers = chosen
    .map(({ bytes }) => bytes.toString("latin1"))
    .map((text) => (form === "nofws" ? `${text.replace(/[ \t\r\n]+/g, "")}\r\n` : text))
    .join("");
  const body = canonicalLines(around.body.wire().toString("latin1"), form);
  return body === "" ? headers : `${headers}\r\n${body}\r\n`;
}

/** Reading of a DomainKey-Signature header. Headers above it are never covered. */
export function readDomainKeys(header: SignedHeader, around: Around): SignatureReading {
  const { offsetBytes } = header;
  const tags = readTags(tagText(header));
  if (tags === null) return unread("domainkeys", offsetBytes, "its tags cannot be read");
  const missing = ["b", "d", "s"].find((name) => !tags.has(name));
  if (missing !== undefined) return unread("domainkeys", offsetBytes, `it has no ${missing}=`);
  const tag = (name: string): string => tags.get(name) ?? "";
  const algorithm = (tags.get("a") ?? "rsa-sha1").toLowerCase();
  const form = (tags.get("c") ?? "simple").toLowerCase();
  if (algorithm !== "rsa-sha1")
    return unread("domainkeys", offsetBytes, "its algorithm is not known");
  if (form !== "simple" && form !== "nofws")
    return unread("domainkeys", offsetBytes, "its canonical form is not known");
  const covers =
    tag("h") === ""
      ? []
      : tag("h")
          .toLowerCase()
          .split(":")
          .map((name) => name.trim());
  const keyName = `${tag("s")}._domainkey.${tag("d")}`.toLowerCase();
  const candidates = (around.keys.get(keyName) ?? []).filter(({ key }) => key !== null);
  const data =
    candidates.length === 0
      ? Buffer.alloc(0)
      : Buffer.from(signedText(header, covers, around, form), "latin1");
  const signature = Buffer.from(unfolded(tag("b")), "base64");
  const key = candidates.find((each) => fits(each, algorithm, data, signature)) ?? null;
  const state: SignatureState =
    key !== null ? "verified" : candidates.length === 0 ? "unchecked" : "differs";
  return {
    kind: "domainkeys",
    state,
    domain: tag("d").toLowerCase(),
    keyName,
    algorithm,
    covers,
    signedAt: null,
    keyBits: (key ?? candidates[0])?.bits ?? null,
    cautions: ["sha1", ...(key?.origin === "recovered" ? (["recovered-key"] as const) : [])],
    reason: "",
    offsetBytes,
  };
}
