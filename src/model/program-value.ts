/**
 * Values of the field `app` taken apart: the name of the program, its version, and the part it had. A file names several programs in one field; who asks
 * which program wrote the file must not count each of its versions as another program.
 */
import type { MetadataValue } from "./metadata.ts";

/** Name and version of a program, "" for what is not stated. */
interface ProgramParts {
  readonly name: string;
  readonly version: string;
}

const MAX_CHARS = 300;
const VERSION = /(?:^|[\s/(,-]|\bv)(\d{1,4}(?:\.\d{1,8}){0,4}[a-z]?)(?=$|[\s$(),;/_-])/i;

/**
 * A program as files write it, cut at its version: `programParts("Adobe PDF Library 10.0")` is `{name: "Adobe PDF Library", version: "10.0"}`,
 * of "LibreOffice/5.2.7.2$Linux_X86_64" it is `{name: "LibreOffice", version: "5.2.7.2"}`, of "16.0300" alone the name is "".
 */
function programParts(text: string): ProgramParts {
  const written = text.slice(0, MAX_CHARS).trim();
  const found = VERSION.exec(written);
  if (found === null) return { name: written, version: "" };
  const version = found[1] ?? "";
  const name = written
    .slice(0, found.index)
    .replace(/[\s/(,:;-]+$|\s+(?:v|version|ver\.?)$/gi, "")
    .trim();
  // "2007 Microsoft Office": a number in front belongs to the name
  if (name === "" && version.length < written.length) return { name: written, version: "" };
  return { name, version };
}

/** What a program did, as far as the format keeps it apart: PDF and XMP name the program one wrote in and the one that made the file. */
export type ProgramPart = "creatortool" | "producer" | "program" | "version";

/** Names of the parts, as facets and columns have them. */
export const PROGRAM_PARTS: readonly ProgramPart[] = [
  "creatortool",
  "producer",
  "program",
  "version",
];

/** The part of an `app` value that a facet or column asks for, "" when it has none. */
export function programPart(
  { text, source }: Pick<MetadataValue, "text" | "source">,
  part: ProgramPart,
): string {
  switch (part) {
    case "producer":
      return /\bProducer$/.test(source) ? text : "";
    case "creatortool":
      return /\bCreator(?:Tool)?$/.test(source) ? text : "";
    case "program":
      return programParts(text).name;
    case "version":
      return programParts(text).version;
  }
}
