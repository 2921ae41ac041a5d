/** Where an index folder is warned about, from folders made to look like those of cloud services and from a made-up /proc and /sys. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isEncrypted, placeWarning, syncedBy } from "../../src/cli/place-warning.ts";
import { testFolder } from "../support/custody.ts";

const parent = testFolder("place");

describe("a synced folder", () => {
  const named: readonly (readonly [string, string])[] = [
    ["Dropbox/cases/.leaksift", "Dropbox"],
    ["OneDrive - Newsroom/.leaksift", "OneDrive"],
    ["Google Drive/ix", "Google Drive"],
    ["Library/Mobile Documents/com~apple~CloudDocs/ix", "iCloud"],
    ["Nextcloud/ix", "Nextcloud"],
    ["cases/ix", ""],
    ["boxes/dropboxes/ix", ""],
  ];
  for (const [path, service] of named)
    it(`${path} is ${service === "" ? "none" : service}`, () => {
      const folder = mkdtempSync(join(parent, "t-"));
      mkdirSync(join(folder, path, ".."), { recursive: true });
      expect(syncedBy(join(folder, path))).toBe(service);
    });

  it("is known by the marks of its client above it", () => {
    const folder = mkdtempSync(join(parent, "t-"));
    mkdirSync(join(folder, ".stfolder"));
    expect(syncedBy(join(folder, "deep", "ix"))).toBe("Syncthing");
    expect(placeWarning(join(folder, "deep", "ix"), {})).toContain("Syncthing");
    expect(placeWarning(join(folder, "deep", "ix"), { LEAKSIFT_QUIET_PLACE: "1" })).toBe("");
  });
});

describe("a disk", () => {
  it.each([
    ["FileVault is On.\n", true],
    ["FileVault is Off.\nDeferred enablement appears to be active.\n", false],
    ["something else", null],
  ])("without /proc is what %j says", (said, isEncryptedDisk) => {
    const nowhere = mkdtempSync(join(parent, "n-"));
    expect(isEncrypted(parent, nowhere, () => said)).toBe(isEncryptedDisk);
  });

  it("without /proc and without macOS is unknown, and nothing is warned of", () => {
    const nowhere = mkdtempSync(join(parent, "n-"));
    const fails = (): string => {
      throw new Error("ENOENT");
    };
    expect(isEncrypted(parent, nowhere, fails)).toBe(null);
  });

  /** A made-up system with one device mounted at the test's folder. */
  function system(
    device: string,
    uuid: string | null,
    below: string | null,
  ): { root: string; folder: string } {
    const root = mkdtempSync(join(parent, "s-"));
    const folder = mkdtempSync(join(parent, "m-"));
    mkdirSync(join(root, "proc"));
    writeFileSync(
      join(root, "proc", "mounts"),
      `/dev/other / ext4 rw 0 0\n/dev/${device} ${folder} ext4 rw 0 0\n`,
    );
    const at = join(root, "sys", "class", "block", device);
    mkdirSync(join(at, "slaves"), { recursive: true });
    writeFileSync(join(at, "size"), "1000");
    if (uuid !== null) {
      mkdirSync(join(at, "dm"));
      writeFileSync(join(at, "dm", "uuid"), uuid);
    }
    if (below !== null) {
      const part = join(root, "sys", "class", "block", "sdz9");
      mkdirSync(join(part, "dm"), { recursive: true });
      writeFileSync(join(part, "size"), "1000");
      if (below !== "") writeFileSync(join(part, "dm", "uuid"), below);
      symlinkSync(part, join(at, "slaves", "sdz9"));
    }
    return { root, folder };
  }
  const cases: readonly (readonly [string, string | null, string | null, boolean])[] = [
    ["a dm-crypt mapping is encrypted", "CRYPT-LUKS2-0123", null, true],
    ["a plain partition is not", null, null, false],
    ["a volume on an encrypted one is", "LVM-abc", "CRYPT-LUKS1-4", true],
    ["a volume on a plain one is not", "LVM-abc", "", false],
  ];
  for (const [title, uuid, below, expected] of cases)
    it(title, () => {
      const { root, folder } = system("dm-7", uuid, below);
      expect(isEncrypted(join(folder, "ix"), root)).toBe(expected);
    });

  it("that cannot be told is not warned about", () => {
    const root = mkdtempSync(join(parent, "s-"));
    expect(isEncrypted(parent, root)).toBe(null);
  });
});
