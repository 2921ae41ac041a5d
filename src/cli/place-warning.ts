/**
 * Warns when the index folder lies where others may read it: in a folder that a cloud service copies away, or on a disk that is not encrypted,
 * where that can be told. The index holds the text of every mail; a warning is all a program can do, the choice is the user's.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Folder names that a synchronising client makes, lower case; a longer name may follow ("OneDrive - Company"). */
const SYNCED_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^dropbox\b/, "Dropbox"],
  [/^onedrive\b/, "OneDrive"],
  [/^google ?drive\b|^my drive$|^googledrive-/, "Google Drive"],
  [/^icloud ?drive\b|^com~apple~clouddocs$|^mobile documents$/, "iCloud"],
  [/^nextcloud\b/, "Nextcloud"],
  [/^owncloud\b/, "ownCloud"],
  [/^box sync$|^box-box$/, "Box"],
  [/^pcloud ?drive\b|^pclouddrive\b/, "pCloud"],
  [/^seafile\b/, "Seafile"],
];

/** Files and folders that such clients leave at the top of what they copy. */
const MARKERS: readonly (readonly [string, string])[] = [
  [".dropbox", "Dropbox"],
  [".dropbox.cache", "Dropbox"],
  [".stfolder", "Syncthing"],
  [".sync_", "Nextcloud"],
  ["._sync_", "Nextcloud"],
  [".nextcloudsync.log", "Nextcloud"],
  [".owncloudsync.log", "ownCloud"],
  [".tmp.drivedownload", "Google Drive"],
  ["desktop.ini.onedrive", "OneDrive"],
];

/** The nearest folder that exists, links followed. */
function existingFolder(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return realpathSync(folder);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).slice(0, 5000);
  } catch {
    return []; // a folder that cannot be listed tells nothing
  }
}

/** The service that copies this folder away, "" when none is seen. */
export function syncedBy(path: string): string {
  for (let folder = existingFolder(path); ; folder = dirname(folder)) {
    const name = basename(folder).toLowerCase();
    const byName = SYNCED_NAMES.find(([pattern]) => pattern.test(name));
    if (byName !== undefined) return byName[1];
    const names = namesIn(folder).map((each) => each.toLowerCase());
    const marker = MARKERS.find(([mark]) =>
      names.some((each) => each === mark || (mark.endsWith("_") && each.startsWith(mark))),
    );
    if (marker !== undefined) return marker[1];
    if (dirname(folder) === folder) return "";
  }
}

/** Whether a block device of Linux, or what it is made of, is a dm-crypt mapping; null when it cannot be told. */
function isEncryptedDevice(device: string, system: string): boolean | null {
  const folder = join(system, "sys/class/block", device);
  if (!existsSync(folder)) return null;
  const id = join(folder, "dm/uuid");
  if (existsSync(id) && readFileSync(id, "latin1").startsWith("CRYPT-")) return true;
  const below = join(folder, "slaves");
  const parts = existsSync(below) ? readdirSync(below) : [];
  if (parts.length === 0)
    return existsSync(join(folder, "partition")) || existsSync(join(folder, "size")) ? false : null;
  const each = parts.map((part) => isEncryptedDevice(part, system));
  return each.every((part) => part === true) ? true : each.includes(false) ? false : null;
}

/** Asks macOS whether FileVault is on: it holds for the disk the system is on, so not for what is mounted below /Volumes. */
function hasFileVault(folder: string, ask: () => string): boolean | null {
  if (folder.startsWith("/Volumes/")) return null;
  try {
    const said = /FileVault is (On|Off)\b/.exec(ask());
    return said === null ? null : said[1] === "On";
  } catch {
    return null; // no such program: not macOS
  }
}

const askFileVault = (): string =>
  execFileSync("fdesetup", ["status"], {
    encoding: "utf8",
    timeout: 3000,
    stdio: ["ignore", "pipe", "ignore"],
  });

/**
 * Whether the path is on an encrypted disk; null when that cannot be told: memory, network, a disk of macOS that is not the system's, Windows.
 * `system` and `fileVault` are others in tests.
 */
export function isEncrypted(
  path: string,
  system = "/",
  fileVault: () => string = askFileVault,
): boolean | null {
  const folder = existingFolder(path);
  return existsSync(join(system, "proc/mounts"))
    ? isOnEncryptedDevice(folder, system)
    : hasFileVault(folder, fileVault);
}

/** Linux: whether the file system that holds the folder is on an encrypted device; null when that cannot be told. */
function isOnEncryptedDevice(folder: string, system: string): boolean | null {
  try {
    const mounts = readFileSync(join(system, "proc/mounts"), "utf8").split("\n");
    let best = { at: "", device: "", type: "" };
    for (const line of mounts) {
      const [device = "", at = "", type = ""] = line.split(" ");
      const point = at.replaceAll("\\040", " ");
      const inside = folder === point || folder.startsWith(point === "/" ? "/" : `${point}/`);
      if (inside && point.length >= best.at.length) best = { at: point, device, type };
    }
    if (best.type === "ecryptfs" || best.type === "fuse.gocryptfs" || best.type === "fuse.encfs")
      return true;
    if (!best.device.startsWith("/dev/")) return null; // memory, network, overlay: nothing to be told
    const real =
      existsSync(best.device) && !statSync(best.device).isDirectory()
        ? realpathSync(best.device)
        : best.device;
    return isEncryptedDevice(basename(real), system);
  } catch {
    return null; // no /proc, no /sys: another system
  }
}

/** Text for stderr, "" when there is nothing to warn of. LEAKSIFT_QUIET_PLACE=1 keeps it silent for who has decided. */
export function placeWarning(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if ((env["LEAKSIFT_QUIET_PLACE"] ?? "") !== "") return "";
  const service = syncedBy(folder);
  if (service !== "")
    return `Warning: ${folder} is in a folder that ${service} copies to other machines. The index holds the text of every mail. Choose another place with --index DIR.\n`;
  if (isEncrypted(folder) === false)
    return `Warning: ${folder} is on a disk that is not encrypted. Whoever takes the disk can read the index. (LEAKSIFT_QUIET_PLACE=1 silences this.)\n`;
  return "";
}
