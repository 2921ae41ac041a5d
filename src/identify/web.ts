/** E-mail addresses, URLs, hosts, IP addresses: what names a machine or a mailbox. */
import { PROOF } from "../identifier-kinds.ts";
import { before, NOTHING, type Place, type Recogniser, type Value } from "./recogniser.ts";

/** Top-level domains of more than two letters that mail and pages are on; any two letters may be a country's. */
const LONG_DOMAINS = new Set(
  `academy aero africa agency app arpa art asia bank berlin bio biz blog careers cat center chat city cloud club codes coffee com community company consulting coop
  design dev digital edu education email energy engineering events example expert finance foundation fund gallery global gmbh gov group guide guru hamburg health
  help host hosting house inc info ink institute int international jobs koeln law legal life link live london ltd management market media mil mobi moscow museum
  name net network news ngo nyc one online ong onion org page paris partners party photo photography place plus post press pro productions pub quebec radio red reise
  report reviews ruhr school science scot services shop site social software solutions space store studio support swiss systems team tech tel tirol today tokyo
  tools top tours town trade training travel university vegas ventures video vip vision wang watch website wiki win work works world wtf xyz zone`.split(
    /\s+/,
  ),
);

/** Whether a name ends in a top-level domain that exists: "example.org", not "main.c" or "report.docx". */
function isHost(name: string): boolean {
  const labels = name.split(".");
  const last = labels.at(-1) ?? "";
  const known =
    /^[a-z]{2}$/.test(last) || LONG_DOMAINS.has(last) || /^xn--[a-z0-9-]{2,59}$/.test(last);
  return (
    known &&
    labels.length >= 2 &&
    labels.every((each) => /^[a-z0-9_](?:[a-z0-9_-]{0,62})$/.test(each))
  );
}

/** What mailers write before the "@" of a Message-ID, which is no mailbox: long runs of digits and hex digits. */
const isMessageId = (local: string): boolean =>
  local.length > 48 ||
  /\d{9}|\$|^[0-9a-f-]{16,}$|^(?=(?:[^\d]*\d){6})[A-Za-z0-9.+_-]{18,}$/i.test(local) ||
  /(?:javamail|^(?:pine|part|image)\d*)/i.test(local);

function readEmail({ match, text }: Place): readonly Value[] {
  const at = match[0].indexOf("@");
  const local = match[0].slice(0, at).replace(/^[.'+=&_-]+/, "");
  const host = match[0]
    .slice(at + 1)
    .toLowerCase()
    .replace(/[.-]+$/, "");
  if (local === "" || local.endsWith(".") || !isHost(host) || isMessageId(local)) return NOTHING;
  const end = match.index + at + 1 + host.length;
  if (text.charAt(end) === "@") return NOTHING;
  return [
    { value: `${local.toLowerCase()}@${host}`, proof: PROOF.form, end },
    { value: host, proof: PROOF.form, end, kind: "host" },
  ];
}

/** Signs that end a sentence or close a bracket around a URL, as written after it. */
function withoutTail(url: string): string {
  let end = url.length;
  for (; end > 0; end--) {
    const char = url.charAt(end - 1);
    if (char === ")" && url.lastIndexOf("(", end - 1) >= 0) break;
    if (!/[.,;:!?'"()\]*_>|»”’…]/.test(char)) break;
  }
  return url.slice(0, end);
}

function readUrl({ match }: Place): readonly Value[] {
  const written = withoutTail(match[0]);
  const parts =
    /^(?:([a-z]{2,5}):\/\/)?(?:[^\s/@]{1,100}@)?(\[[0-9a-f:.]{2,45}\]|[^\s/:?#]{1,253})(:\d{1,5})?(.*)$/is.exec(
      written,
    );
  if (parts === null) return NOTHING;
  const host = (parts[2] ?? "").toLowerCase();
  const isNumber = /^[\d.]+$|^\[/.test(host);
  if (!isNumber && !isHost(host) && !/^[a-z0-9][a-z0-9.-]{0,62}$/.test(host)) return NOTHING;
  const scheme = (parts[1] ?? "http").toLowerCase();
  const rest = parts[4] ?? "";
  const port = parts[3] === (scheme === "https" ? ":443" : ":80") ? "" : (parts[3] ?? "");
  const end = match.index + written.length;
  const value = `${scheme}://${host}${port}${rest === "/" ? "" : rest}`;
  return [
    { value, proof: PROOF.form, end },
    ...(isHost(host) ? [{ value: host, proof: PROOF.form, end, kind: "host" } as const] : []),
  ];
}

/** Words before four numbers that make them a version or a chapter, and words that make them an address. */
const VERSION =
  /(?:version|ver\.?|release|rel\.?|revision|rev\.?|firmware|section|sec\.|chapter|clause|item|kernel|patch|build|[\s(]v\.?|§)[\s:=("-]{0,4}$/i;
const ADDRESS =
  /(?:\bip|addr(?:ess)?|host|server|from|inet|ping|gateway|router|netmask|dns|port|subnet|network|\[|\/\/|@)[\w\s:=("[-]{0,12}$/i;

function readIp4(place: Place): readonly Value[] {
  const value = place.match[0];
  const numbers = value.split(".");
  if (numbers.some((each) => Number(each) > 255 || (each.length > 1 && each.startsWith("0"))))
    return NOTHING;
  const lead = before(place, 30);
  const named = ADDRESS.test(lead);
  const [first = 0, ...others] = numbers.map(Number);
  if (
    first === 0 ||
    (!named && (VERSION.test(lead) || (first < 10 && others.every((each) => each < 20))))
  )
    return NOTHING;
  return [{ value, proof: named ? PROOF.context : PROOF.form }];
}

/** RFC 5952: lower case, no leading zeros, the longest run of zeros as "::". Null for what is no IPv6 address. */
function ip6(written: string): string | null {
  const [head = "", tail, more] = written.toLowerCase().split("::");
  const groups = (part: string | undefined): string[] =>
    part === undefined || part === "" ? [] : part.split(":");
  const [left, right] = [groups(head), groups(tail)];
  const missing = 8 - left.length - right.length;
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return null;
  const all = [
    ...left,
    ...Array.from({ length: tail === undefined ? 0 : missing }, () => "0"),
    ...right,
  ];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null;
  const short = all.map((group) => Number.parseInt(group, 16).toString(16)).join(":");
  const runs = [...short.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)];
  const [longest] = runs.sort((a, b) => b[0].length - a[0].length);
  if (longest === undefined) return short;
  const end = longest.index + longest[0].length;
  return `${short.slice(0, longest.index).replace(/:$/, "")}::${short.slice(end).replace(/^:/, "")}`;
}

function readIp6({ match }: Place): readonly Value[] {
  const written = match[0];
  const groups = written.split(":").filter((group) => group !== "");
  const value = groups.length >= 3 && /\d/.test(written) ? ip6(written) : null;
  return value === null ? NOTHING : [{ value, proof: PROOF.form }];
}

export const WEB: readonly Recogniser[] = [
  {
    kind: "email",
    needs: /@/,
    pattern:
      /(?<![A-Za-z0-9._%+'=&-])[A-Za-z0-9._%+'=&-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63}){1,8}/g,
    read: readEmail,
  },
  {
    kind: "url",
    needs: /:\/\/|www/i,
    pattern:
      /(?<![A-Za-z0-9])(?:(?:https?|ftps?|sftp|smb):\/\/[^\s<>"`{}|\\^\u0000-\u0020\u007f]{3,4000}|(?<![@./-])www\d?\.[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}(?:[/?#][^\s<>"`{}|\\^]{0,4000})?)/gi,
    read: readUrl,
  },
  {
    kind: "ip",
    needs: /\d\.\d/,
    pattern: /(?<![\w.-])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\w-]|\.\d)/g,
    read: readIp4,
  },
  {
    kind: "ip",
    needs: /:[0-9a-f]{0,4}:/i,
    pattern: /(?<![\w:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi,
    read: readIp6,
  },
];
