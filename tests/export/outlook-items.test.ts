/**
 * Files of an item whose bytes are only the JSON of what was read (a message in a PST): they come from what its reader gave. No PST with an attachment
 * is at hand; a zip's reader gives children of the same shape.
 */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { readFile } from "../../src/extract/read-file.ts";
import type { Sha256 } from "../../src/model/ids.ts";
import { insideFiles, stepsKey } from "../../src/replay/replay.ts";
import { writeZip } from "../support/zip-writer.ts";

const sha256Of = (text: string): Sha256 =>
  createHash("sha256").update(text).digest("hex") as Sha256;

it("the files of an Outlook item are found again, though its bytes are no container", async () => {
  const archive = writeZip([{ name: "note.txt", data: "invoice" }]);
  const extraction = await readFile(archive, {
    name: "",
    declaredType: "",
    sniffedType: "application/zip",
  });
  const [child] = extraction.children;
  const steps = child?.steps ?? [];
  const file = { steps, kind: "attachment", contentId: sha256Of("invoice") } as const;
  const bytes = Buffer.from('[{"subject":"x"},[]]');
  const item = { bytes, name: "", declaredType: "", kind: "file" } as const;
  expect(await insideFiles(item, [file])).toEqual(new Map());
  const found = await insideFiles({ ...item, extraction }, [file]);
  expect(Buffer.from(found.get(stepsKey(steps))?.bytes ?? []).toString()).toBe("invoice");
});
