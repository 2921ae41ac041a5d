/** The process that reads PDF, RAR and 7z: one that takes too much is ended and costs its file one problem; the next file gets a new one. */
import { describe, expect, it } from "vitest";
import { usageOf } from "../../src/ingest/process-usage.ts";
import type { ReaderCaps, ReaderProcess } from "../../src/ingest/reader-process.ts";
import { LIMITS } from "../../src/limits.ts";
import { itWith } from "../support/corpora.ts";
import { pagesOf, pdfOf } from "../support/pdf-writer.ts";

// The child is a built file, so its parent has to be one too.
const BUILT = new URL("../../dist/ingest/reader-process.js", import.meta.url).href;
const context = { name: "a.pdf", declaredType: "", sniffedType: "application/pdf" };
const pdf = pdfOf(pagesOf(Array.from({ length: 300 }, (_, i) => `lantern ${i}`)));

async function readWith(
  caps?: ReaderCaps,
  proc?: string,
): Promise<{ text: string; problems: string[] }> {
  const built = (await import(BUILT)) as { ReaderProcess: typeof ReaderProcess };
  const readers = new built.ReaderProcess(caps, proc);
  let beats = 0;
  const found = await readers.read(pdf, context, () => beats++);
  readers.stop();
  return {
    text: found.text.map(({ text }) => text).join(" "),
    problems: found.problems.map(({ code, reason }) => `${code}: ${reason}`),
  };
}

it("reads a file within its caps", async () => {
  const { text, problems } = await readWith();
  expect(text).toContain("lantern 299");
  expect(problems).toEqual([]);
});

it("is ended when it takes too much memory", async () => {
  const { text, problems } = await readWith({ bytes: 1e6, ms: LIMITS.maxReaderMs });
  expect(text).toBe("");
  expect(problems).toEqual([
    "reader-killed: the reader of application/pdf took more than 1 MB of memory",
  ]);
});

it("is ended when it takes too long", async () => {
  const { problems } = await readWith({ bytes: LIMITS.maxReaderBytes, ms: 10 });
  expect(problems).toEqual(["reader-killed: the reader of application/pdf took longer than 0 s"]);
});

describe("without /proc", () => {
  it.each([
    [" 12345   0:01.23\n", 12345, 1230],
    ["  8 00:00:07", 8, 7000],
    ["8 02:03:04", 8, 7_384_000],
    ["12345 1-02:03:04.50", 12345, 93_784_500],
  ])("what ps says is read: %j", (line, kib, ms) => {
    expect(usageOf(line)).toEqual({ residentBytes: kib * 1024, processorMs: ms });
  });

  it.each(["", "RSS TIME", "12", "a 0:01", "12 0:01 x"])("%j is not an answer", (line) => {
    expect(usageOf(line)).toBeNull();
  });

  it("reads a file within its caps", async () => {
    const { text, problems } = await readWith(undefined, "/nonexistent");
    expect([text.includes("lantern 299"), problems]).toEqual([true, []]);
  });

  itWith({ tools: ["ps"] }, "it is ended when ps says that it takes too much memory", async () => {
    const { problems } = await readWith({ bytes: 1e6, ms: LIMITS.maxReaderMs }, "/nonexistent");
    expect(problems).toEqual([
      "reader-killed: the reader of application/pdf took more than 1 MB of memory",
    ]);
  });

  it("it is ended when it takes too long by the clock", async () => {
    const caps = { bytes: LIMITS.maxReaderBytes, ms: 10 };
    const { problems } = await readWith(caps, "/nonexistent");
    expect(problems).toEqual(["reader-killed: the reader of application/pdf took longer than 0 s"]);
  });
});
