/**
 * One run of 7-Zip compiled to WebAssembly (7z-wasm 1.2.0): archive in, standard output out, nothing else. The instance is thrown
 * away after each run: it ends by throwing numbers and cannot be trusted to run again.
 *
 * Output goes to a device of ours that counts: its memory file system would grow until the process dies. Nothing is written
 * under a name from the archive.
 */
import sevenZip, { type SevenZipModuleFactory } from "7z-wasm";
import { reasonOf } from "../collector.ts";

export interface SevenZipRun {
  /** 0 done, 1 warnings, 2 errors; -1 when it was stopped or died. */
  readonly exitCode: number;
  readonly output: Uint8Array;
  /** What it wrote to standard error, first characters. */
  readonly errors: string;
  /** True when the output would have been longer than allowed; `output` is then empty. */
  readonly overflow: boolean;
}

// The package is CommonJS with types written for a bundler: Node gives the factory itself, the types give `{default}`
const createSevenZip = sevenZip as unknown as SevenZipModuleFactory;

const ARCHIVE = "/archive";
const MAX_ERROR_CHARS = 2_000;

class Overflow extends Error {}

/** Emscripten's file system, the part used here; the package's types lack devices. */
interface DeviceFileSystem {
  makedev(major: number, minor: number): number;
  registerDevice(device: number, operations: object): void;
  mkdev(path: string, device: number): unknown;
  open(path: string, flags: string): unknown;
  writeFile(path: string, bytes: Uint8Array): void;
}

/** A device that hands every write to `take`. */
function sink(take: (piece: Buffer) => void): object {
  return {
    open: () => undefined,
    close: () => undefined,
    read: () => 0,
    write: (_stream: unknown, from: Uint8Array, at: number, length: number) => {
      take(Buffer.from(from.subarray(at, at + length)));
      return length;
    },
  };
}

/**
 * Runs 7-Zip with `switches` on the archive, at most `maxOutputBytes` out. Example:
 * `await runSevenZip(bytes, ["l", "-slt", "-ba"], 1_000_000)`.
 */
export async function runSevenZip(
  archive: Uint8Array,
  switches: readonly string[],
  maxOutputBytes: number,
): Promise<SevenZipRun> {
  const pieces: Buffer[] = [];
  let [length, errors, overflow] = [0, "", false];
  const module = await createSevenZip({
    noFSInit: true,
    print: () => undefined,
    printErr: () => undefined,
    quit: (_code, status) => {
      throw status;
    },
  });
  const files = module.FS as unknown as DeviceFileSystem;
  const devices: readonly (readonly [string, string, object])[] = [
    ["/in-device", "r", sink(() => undefined)],
    [
      "/out-device",
      "w",
      sink((piece) => {
        length += piece.length;
        if (length > maxOutputBytes) {
          overflow = true;
          throw new Overflow();
        }
        pieces.push(piece);
      }),
    ],
    [
      "/error-device",
      "w",
      sink((piece) => {
        if (errors.length < MAX_ERROR_CHARS) errors += piece.toString("utf8");
      }),
    ],
  ];
  // The first three files opened are standard input, output and error
  for (const [minor, [path, mode, operations]] of devices.entries()) {
    const device = files.makedev(70, minor);
    files.registerDevice(device, operations);
    files.mkdev(path, device);
    files.open(path, mode);
  }
  files.writeFile(ARCHIVE, archive);
  let exitCode: number;
  try {
    const returned: unknown = module.callMain([
      ...switches,
      "-p-",
      "-y",
      "-bd",
      "-sccUTF-8",
      "--",
      ARCHIVE,
    ]);
    exitCode = typeof returned === "number" ? returned : 0;
  } catch (error) {
    // Ways out of compiled code: our Overflow, an exit status, a thrown pointer, a trap. All of them mean this run is over.
    const status =
      typeof error === "object" && error !== null && "status" in error ? Number(error.status) : -1;
    exitCode = overflow ? -1 : status;
    if (status < 0 && !overflow) errors ||= `stopped: ${reasonOf(error)}`;
  }
  const output = overflow ? new Uint8Array(0) : Buffer.concat(pieces);
  return { exitCode, output, errors: errors.trim().slice(0, MAX_ERROR_CHARS), overflow };
}
