/** Part -> the locator steps that lead from the message bytes to the part's decoded bytes, and their replay. */
import type { DecodeName, LocatorStep } from "../model/locator.ts";
import type { Part } from "./safe-parser.ts";

const ENCODINGS = new Map<string, DecodeName>([
  ["base64", "base64"],
  ["quoted-printable", "quoted-printable"],
  ["x-uuencode", "uuencode"],
  ["uuencode", "uuencode"],
  ["x-uue", "uuencode"],
  ["uue", "uuencode"],
]);

/** `[{step:"mimePart",path:"2"},{step:"decode",encoding:"base64"}]`; no decode step for 7bit, 8bit, binary and unknown encodings. */
export function transferSteps(part: Pick<Part, "path" | "encoding">): LocatorStep[] {
  const encoding = ENCODINGS.get(part.encoding);
  const steps: LocatorStep[] = [{ step: "mimePart", path: part.path }];
  if (encoding !== undefined) steps.push({ step: "decode", encoding });
  return steps;
}
