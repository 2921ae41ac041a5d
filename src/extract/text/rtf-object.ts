/** Objects embedded in RTF: \\objdata is hex of an OLE 1 object ([MS-OLEDS] 2.2.5), whose native bytes become a child. */
import { guarded, sliceUpTo, u32 } from "../bytes.ts";
import type { Draft } from "../draft.ts";
import { isOle } from "../ole/ole-container.ts";
import { readOle10Native } from "../ole/ole-embedded.ts";
import { hexDigit } from "./rtf-tokens.ts";

/** Bytes of hex digits, anything between them ignored as readers do, followed by \bin runs. */
export function hexBytes(text: string, runs: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(text.length >>> 1);
  let length = 0;
  let high = -1;
  for (let i = 0; i < text.length; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit < 0) continue;
    if (high < 0) high = digit;
    else {
      bytes[length++] = high * 16 + digit;
      high = -1;
    }
  }
  return Buffer.concat([bytes.subarray(0, length), ...runs]);
}

/** \objdata is an OLE 1 object ([MS-OLEDS] 2.2.5): version, format 2 = embedded, three strings, then the native bytes. */
export function addObject(
  draft: Draft,
  data: Uint8Array,
  objectClass: string,
  index: number,
): void {
  const found = guarded(
    () => {
      if (u32(data, 4) !== 2) return null;
      let at = 8;
      const className = readCounted(data, at);
      for (let i = 0; i < 3; i++) at += 4 + u32(data, at);
      const native = sliceUpTo(data, at + 4, u32(data, at));
      if (className !== "Package") return { name: "", bytes: native, type: "" };
      // the packager's stream without its length word
      const sized = new Uint8Array(native.length + 4);
      new DataView(sized.buffer).setUint32(0, native.length, true);
      sized.set(native, 4);
      const packaged = readOle10Native(sized);
      return packaged === null ? null : { ...packaged, type: "" };
    },
    null,
    (reason) => draft.problem("embedded-damaged", "partial", `object ${index}: ${reason}`),
  );
  if (found === null || found.bytes.length === 0) return;
  draft.feature("embedded");
  draft.child({
    name: found.name,
    declaredType: isOle(found.bytes) ? "application/x-ole-storage" : "",
    bytes: found.bytes,
    steps: [{ step: "member", index, name: `object ${index} ${objectClass}`.trim() }],
    metadata: [],
  });
}

function readCounted(bytes: Uint8Array, at: number): string {
  const own = sliceUpTo(bytes, at + 4, u32(bytes, at));
  const end = own.indexOf(0);
  return Buffer.from(end < 0 ? own : own.subarray(0, end)).toString("latin1");
}
