/** Files with a place as KML 2.2 (OGC 07-147r2), for Google Earth, QGIS and others. Names are of the corpus: escaped as XML text. */

import { SHORT_ID_DIGITS } from "../model/ids.ts";
import { escapeLine } from "./escape.ts";
import type { FileRow } from "./file-columns.ts";
import { cellOf, METADATA_COLUMNS, placesOf } from "./metadata-columns.ts";

const xml = (text: string): string =>
  escapeLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\ufffe\uffff]/g, "\ufffd");

/** What a balloon says of a file: its times, camera and program. */
const SAID = ["taken", "created", "camera", "app", "creator"];

/** Start and end of the document. */
export const KML_HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n';
export const KML_END = "</Document>\n</kml>\n";

/** A Placemark for each place a file states; "" for a file without one. */
export function placemarks(row: FileRow): string {
  const metadata = row.metadata();
  const said = SAID.flatMap((name) => {
    const column = METADATA_COLUMNS.find((each) => each.name === name);
    const text = cellOf(column?.values(metadata) ?? []);
    return text === "" ? [] : [`${name}: ${text}`];
  });
  const id = row.file.contentId.slice(0, SHORT_ID_DIGITS);
  const about = [`id: ${id}`, ...said, `from: ${row.source()}`].map(xml).join("\n");
  // A clock without a zone is not an instant: KML allows that form too
  const when = METADATA_COLUMNS.find(({ name }) => name === "taken")?.values(metadata)[0];
  const stamp = when === undefined ? "" : `<TimeStamp><when>${xml(when)}</when></TimeStamp>`;
  return placesOf(metadata)
    .map(
      ({ latitude, longitude }) =>
        `<Placemark><name>${xml(row.file.name || id)}</name><description>${about}</description>${stamp}<Point><coordinates>${longitude},${latitude}</coordinates></Point></Placemark>\n`,
    )
    .join("");
}
