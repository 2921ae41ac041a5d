/**
 * Message-IDs, boundaries and Thread-Index values of mail programs. Those that hold a clock are made from the message's own Date, as
 * a genuine client would; T numbers are those of the catalogue of checks.
 */
import { fileTime, MINUTE } from "../base/time.js";

const upperHex = (n, width) => n.toString(16).toUpperCase().padStart(width, "0");

/** Gmail's boundary: 12 hex, then low 24 and high 32 bits of microseconds since 1970 (CHECKS T01). */
function webmailBoundary(at, random) {
  const micros = BigInt(at) * 1000n + BigInt(random.int(1000, 300_000));
  const clock = micros.toString(16).padStart(14, "0");
  return `${random.pick(["001a11", "94eb2c", "f40304"])}${random.hex(6)}${clock.slice(8)}${clock.slice(0, 8)}${random.hex(2)}`;
}

/** Outlook's boundary: FILETIME of the sender's local wall clock (CHECKS T10). */
function outlookBoundary(draft, random) {
  const wall = draft.at - Date.UTC(1970, 0, 1) + draft.zoneMinutes * MINUTE;
  const time = fileTime(wall - random.int(0, 9) * 100);
  const clock = `${upperHex(time >> 32n, 8)}.${upperHex(time & 0xffffffffn, 8)}`;
  const counter = random.int(1, 900);
  return (n) => `----=_NextPart_00${n}_${upperHex(counter + n, 4)}_${clock}`;
}

/** Thread-Index: 48 bits of FILETIME and a GUID; a reply appends five bytes with the time since then (MS-OXOMSG 2.2.1.3). */
export function threadIndex(draft, random) {
  const parent = draft.parent?.threadIndex;
  if (parent !== undefined && parent.length === 22) {
    const root = BigInt(`0x${parent.subarray(0, 6).toString("hex")}`) << 16n;
    const delta = ((fileTime(draft.at) - root) >> 18n) & 0x7fffffffn;
    const child = Buffer.alloc(5);
    child.writeUInt32BE(Number(delta));
    child[4] = random.int(0, 15) << 4;
    return Buffer.concat([parent, child]);
  }
  const opened = fileTime(draft.at - random.int(1, 4) * MINUTE);
  return Buffer.concat([
    Buffer.from((opened >> 16n).toString(16).padStart(12, "0"), "hex"),
    Buffer.from(random.hex(32), "hex"),
  ]);
}

/** Message-ID without brackets, in the shape of the draft's client; clocks in it show the Date. */
export function messageIdFor(draft, random) {
  const domain = draft.from.address.split("@")[1];
  const seconds = Math.floor(draft.at / 1000);
  switch (draft.client) {
    case "thunderbird":
    case "thunderbird-flowed":
      // Thunderbird up to 38: the seconds since 1970 (CHECKS T04).
      return `${upperHex(seconds, 8)}.${random.digits(7)}@${domain}`;
    case "webmail":
      return `CA${random.letters(2, "+KEFO")}${random.letters(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")}=${random.letters(12, "ABCDEFGHJKMNPQRSTVWXYZabcdefghkmnpqrstvwxyz23456789")}@mail.${domain}`;
    case "outlook":
    case "outlook-ru": {
      const time = fileTime(draft.at);
      return `${upperHex(BigInt(random.int(0, 60)), 4).toLowerCase()}${(time >> 32n).toString(16).padStart(8, "0")}$${(time & 0xffffffffn).toString(16).padStart(8, "0")}$${random.hex(8)}$@${domain}`;
    }
    case "apple":
    case "iphone":
      return `${random.uuid()}@${domain}`;
    case "mutt": {
      const stamp = new Date(draft.at).toISOString().replace(/\D/g, "").slice(0, 14);
      return `${stamp}.GA${random.digits(4)}@bench.${domain}`;
    }
    case "javamail":
      return `${random.digits(9)}.${random.digits(4)}.${draft.at}.JavaMail.app@app3.${domain}`;
    default:
      return `${random.hex(32)}@${domain}`;
  }
}

/** Boundaries by nesting level. */
export function boundaries(draft, random) {
  switch (draft.client) {
    case "webmail": {
      const outer = webmailBoundary(draft.at, random);
      const inner = webmailBoundary(draft.at, random);
      return (n) => (n === 0 ? outer : inner);
    }
    case "outlook":
    case "outlook-ru":
      return outlookBoundary(draft, random);
    case "thunderbird":
    case "thunderbird-flowed": {
      const tails = [random.letters(24, "0123456789"), random.letters(24, "0123456789")];
      return (n) => `------------${tails[n]}`;
    }
    case "apple":
    case "iphone": {
      const ids = [random.uuid(), random.uuid()];
      return (n) => `Apple-Mail${draft.client === "apple" ? "=_" : "-"}${ids[n]}`;
    }
    case "javamail": {
      const base = random.int(10, 90_000);
      const hash = random.digits(9);
      return (n) => `----=_Part_${base + n}_${hash}.${draft.at}`;
    }
    case "phpmail": {
      const hash = random.hex(32);
      return (n) => `b${n + 1}_${hash}`;
    }
    default: {
      const mark = random.letters(16, "ABCDEFGHKMNPQRTUVWXYabcdefghkmnpqrtuvwxy3468");
      return (n) => `${mark}${n === 0 ? "" : "z"}`;
    }
  }
}
