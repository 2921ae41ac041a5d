/** The little of Node that the shared code names: packages it loads late, which are in the page already, and Buffer for strings. */
import { stemmer as arabic } from "@orama/stemmers/arabic";
import { stemmer as english } from "@orama/stemmers/english";
import { stemmer as french } from "@orama/stemmers/french";
import { stemmer as german } from "@orama/stemmers/german";
import { stemmer as russian } from "@orama/stemmers/russian";
import { RE2JS } from "re2js";

const MODULES: Readonly<Record<string, unknown>> = {
  re2js: { RE2JS },
  "@orama/stemmers/arabic": { stemmer: arabic },
  "@orama/stemmers/english": { stemmer: english },
  "@orama/stemmers/french": { stemmer: french },
  "@orama/stemmers/german": { stemmer: german },
  "@orama/stemmers/russian": { stemmer: russian },
};

/** As of node:module. */
export const createRequire = () => (name: string) => MODULES[name];

/** UTF-8 bytes of a text that remember it: our code asks for nothing else. */
class TextBytes extends Uint8Array {
  private text = "";

  static of8(text: string): TextBytes {
    const bytes = new TextEncoder().encode(text);
    const found = new TextBytes(bytes.length);
    found.set(bytes);
    found.text = text;
    return found;
  }

  override toString(): string {
    return this.text;
  }
}

/** As the global of Node: bytes of a text, or the text of bytes. */
export const Buffer = {
  from: (source: string | ArrayBuffer, offset = 0, length = 0): { toString: () => string } =>
    typeof source === "string"
      ? TextBytes.of8(source)
      : { toString: () => new TextDecoder().decode(new Uint8Array(source, offset, length)) },
};
