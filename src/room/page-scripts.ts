/** The scripts of the page, as the build left them (scripts/bundle.js). */
import { readFileSync } from "node:fs";
import type { PageScripts } from "./html.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../dist/room/${name}`, import.meta.url), "utf8");

/** FlexSearch's published bundle and our page, each with the licences of the code in it. */
export const pageScripts = (): PageScripts => ({
  flexsearch: read("flexsearch.js"),
  page: read("page.js"),
});
