/** Where a corpus is from, for phone numbers without a country code: by the countries that addresses of senders end in, and the clocks of those that name none. */
import type { CatalogReader } from "../catalog/read-catalog.ts";
import { bytesOf } from "../catalog/sqlite.ts";
import { unpackEnvelope } from "../catalog/stored-json.ts";

/** Messages that are asked, spread over the corpus. */
const SAMPLE = 5_000;
/** A country of fewer of them says nothing of the rest. */
const MIN_SHARE = 0.1;
/** Country codes of domains that other people use for their sound, or that are not ISO codes. */
const OTHER: Readonly<Record<string, string>> = {
  uk: "GB",
  eu: "",
  tv: "",
  io: "",
  co: "",
  me: "",
  cc: "",
  ws: "",
  ai: "",
};

/** Two capital letters, null when no country is that of a tenth of the senders: `guessRegion(catalog)` is "US" for the mail of a firm in Houston. */
export function guessRegion(catalog: CatalogReader): string | null {
  const { database } = catalog;
  const count = Number(database.prepare("SELECT count(*) AS n FROM document").get([])?.["n"]);
  const step = Math.max(1, Math.ceil(count / SAMPLE));
  const rows = database
    .prepare(
      "SELECT envelope FROM document WHERE docId % ? = 0 AND parentId IS NULL AND envelope IS NOT NULL",
    )
    .all([step]);
  const votes = new Map<string, number>();
  for (const row of rows) {
    const envelope = unpackEnvelope(bytesOf(row["envelope"]));
    const host = envelope?.from[0]?.address.toLowerCase() ?? "";
    const last = host.slice(host.lastIndexOf(".") + 1);
    const zone = envelope?.zoneMinutes ?? null;
    const isUs =
      /^(?:com|net|org|edu|gov|mil|us)$/.test(last) &&
      zone !== null &&
      zone <= -240 &&
      zone >= -600;
    const region = isUs ? "US" : /^[a-z]{2}$/.test(last) ? (OTHER[last] ?? last.toUpperCase()) : "";
    if (region !== "") votes.set(region, (votes.get(region) ?? 0) + 1);
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best !== undefined && best[1] >= MIN_SHARE * rows.length ? best[0] : null;
}
