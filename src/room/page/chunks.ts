/** Loads chunks as scripts, opens what is sealed, and unpacks it: with what browsers bring, without a server. */
import { bytesOfString } from "../codec.ts";

/** What the page is told before any chunk is there. */
export interface Boot {
  /** Hex; "" without a password. */
  readonly salt: string;
  readonly rounds: number;
  readonly language: string;
}

const waiting = new Map<number, (text: string) => void>();

/** What the script of a chunk calls. */
export function receive(chunk: number, text: string): void {
  waiting.get(chunk)?.(text);
  waiting.delete(chunk);
}

/** Reads the script of a chunk. It may run because the page's own script, known by its hash, asks for it. */
function load(chunk: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const gone = (): void => {
      script.remove();
      waiting.delete(chunk);
    };
    waiting.set(chunk, (text) => resolve(bytesOfString(text) as Uint8Array<ArrayBuffer>));
    script.addEventListener("error", () => {
      gone();
      reject(new Error(`data/${String(chunk).padStart(5, "0")}.js`));
    });
    script.addEventListener("load", gone);
    script.charset = "x-user-defined";
    script.src = `data/${String(chunk).padStart(5, "0")}.js`;
    document.head.append(script);
  });
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const IV_BYTES = 12;

/** The key of a password; null without one. */
export async function keyOf(password: string | null, boot: Boot): Promise<CryptoKey | null> {
  if (password === null) return null;
  const salt = Uint8Array.from(boot.salt.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
  const raw = new TextEncoder().encode(password.normalize("NFC"));
  const material = await crypto.subtle.importKey("raw", raw, "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: boot.rounds },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** Opens sealed bytes. Rejects when the key is another or the bytes were changed. */
export async function opened(
  bytes: Uint8Array<ArrayBuffer>,
  key: CryptoKey,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = bytes.subarray(0, IV_BYTES);
  return new Uint8Array(
    await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.subarray(IV_BYTES)),
  );
}

/** Seals bytes as {@link opened} opens them. */
export async function sealed(bytes: Uint8Array<ArrayBuffer>, key: CryptoKey): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const rest = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes));
  const all = new Uint8Array(IV_BYTES + rest.length);
  all.set(iv);
  all.set(rest, IV_BYTES);
  return all;
}

/** Gives the bytes of chunks; `key` null where nothing is sealed. */
export const chunkLoader =
  (key: CryptoKey | null) =>
  async (chunk: number): Promise<Uint8Array> => {
    const bytes = await load(chunk);
    return unpacked(key === null ? bytes : await opened(bytes, key));
  };
