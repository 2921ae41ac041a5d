/**
 * Windows shortcuts (.lnk, [MS-SHLLINK]): what they point to, on which volume, and the machine they were made on: its name, and in the ids of link tracking
 * the MAC address of its network card. The list of shell items is not read: what it says of the target stands in the other parts too.
 */
import type { Extraction } from "../model/extraction.ts";
import { guarded, guid, hex, slice, u16, u32, u64 } from "./bytes.ts";
import { decodeCodePage, decodeUtf16, untilNul } from "./code-pages.ts";
import { createDraft, type Draft } from "./draft.ts";
import { filetimeValue } from "./filetime.ts";

const HEADER_BYTES = 76;
const HAS = { idList: 1, linkInfo: 2, unicode: 0x80 } as const;
/** Flags of the strings behind the link info, in their order, with the field each fills. */
const STRINGS: readonly (readonly [flag: number, field: string, name: string])[] = [
  [0x04, "title", "description"],
  [0x08, "path", "relative path"],
  [0x10, "path", "working folder"],
  [0x20, "other", "arguments"],
  [0x40, "path", "icon"],
];
const TRACKER = 0xa0000003;
const ENVIRONMENT = 0xa0000001;
const MAX_BLOCKS = 50;

const ansi = (bytes: Uint8Array): string => untilNul(decodeCodePage(bytes, 1252) ?? "");
const wide = (bytes: Uint8Array): string => untilNul(decodeUtf16(bytes));

/** A value, and its words as text. */
function say(draft: Draft, field: string, text: string, source: string): void {
  if (text === "" || draft.has(field, text)) return;
  draft.value(field, text, `shortcut ${source}`);
  draft.text(source, text);
}

/** Link info: the volume by serial number and label, the path on it, the share. */
function addLinkInfo(info: Uint8Array, draft: Draft): void {
  const headerBytes = u32(info, 4);
  const flags = u32(info, 8);
  const isWide = headerBytes >= 0x24;
  const text = (ansiAt: number, wideAt: number): string =>
    isWide && u32(info, wideAt) > 0
      ? wide(info.subarray(u32(info, wideAt)))
      : ansi(info.subarray(u32(info, ansiAt)));
  const suffix = text(24, 32);
  if ((flags & 1) !== 0) {
    const volume = u32(info, 12);
    say(
      draft,
      "docid",
      u32(info, volume + 8)
        .toString(16)
        .padStart(8, "0"),
      "volume serial number",
    );
    const label = u32(info, volume + 12);
    if (label >= 16)
      say(
        draft,
        "other",
        label === 0x14
          ? wide(info.subarray(volume + u32(info, volume + 16)))
          : ansi(info.subarray(volume + label)),
        "volume label",
      );
    say(draft, "path", text(16, 28) + suffix, "target");
  }
  if ((flags & 2) !== 0) {
    const share = u32(info, 20);
    const name = ansi(info.subarray(share + u32(info, share + 8)));
    say(draft, "path", suffix === "" ? name : `${name}\\${suffix}`, "target on a share");
  }
}

/** Link tracking: the machine's name; ids whose last six bytes are a MAC address where they are made from time and node (RFC 4122, version 1). */
function addTracker(block: Uint8Array, draft: Draft): void {
  say(draft, "other", ansi(slice(block, 16, 16)), "machine name");
  for (const [at, name] of [
    [48, "file"],
    [80, "file at its birth"],
  ] as const) {
    const id = guid(block, at);
    if (/^[0-]*$/.test(id)) continue;
    if (!draft.has("docid", id)) draft.value("docid", id, `shortcut id of the ${name}`);
    const node = hex(slice(block, at + 10, 6));
    const isNode = id.charAt(14) === "1" && (Number.parseInt(node.slice(0, 2), 16) & 1) === 0;
    if (isNode) say(draft, "other", node.replace(/..(?!$)/g, "$&:"), "MAC address of the machine");
  }
}

function addBlocks(bytes: Uint8Array, from: number, draft: Draft): void {
  let at = from;
  for (let count = 0; count < MAX_BLOCKS && at + 8 <= bytes.length; count++) {
    const length = u32(bytes, at);
    if (length < 8) return;
    const block = slice(bytes, at, length);
    const kind = u32(block, 4);
    if (kind === TRACKER) addTracker(block, draft);
    if (kind === ENVIRONMENT)
      say(draft, "path", wide(slice(block, 268, 520)), "target with variables");
    at += length;
  }
}

function addShortcut(bytes: Uint8Array, draft: Draft): void {
  const flags = u32(bytes, 20);
  for (const [at, name] of [
    [28, "creation"],
    [36, "access"],
    [44, "saving"],
  ] as const)
    draft.time("other", filetimeValue(u64(bytes, at)), `shortcut: ${name} of the target`);
  const size = u32(bytes, 52);
  if (size > 0) draft.number("other", size, "shortcut: bytes of the target");
  let at = HEADER_BYTES;
  if ((flags & HAS.idList) !== 0) at += 2 + u16(bytes, at);
  if ((flags & HAS.linkInfo) !== 0) {
    const length = u32(bytes, at);
    addLinkInfo(slice(bytes, at, length), draft);
    at += length;
  }
  const isWide = (flags & HAS.unicode) !== 0;
  for (const [flag, field, name] of STRINGS) {
    if ((flags & flag) === 0) continue;
    const length = u16(bytes, at) * (isWide ? 2 : 1);
    const text = slice(bytes, at + 2, length);
    say(draft, field, isWide ? decodeUtf16(text) : (decodeCodePage(text, 1252) ?? ""), name);
    at += 2 + length;
  }
  addBlocks(bytes, at, draft);
}

/** Reads a shortcut; example of a value: `{field:"path", text:"C:\\Users\\anna\\budget.xlsx", source:"shortcut target"}`. */
export async function readShortcut(bytes: Uint8Array): Promise<Extraction> {
  const draft = createDraft();
  guarded(
    () => addShortcut(bytes, draft),
    undefined,
    (reason) => {
      draft.marker("unreadable");
      draft.problem("shortcut-damaged", "partial", `the shortcut is damaged: ${reason}`);
    },
  );
  return draft.finish();
}
