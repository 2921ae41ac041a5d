/** Numbers of devices and books, paths, places, dates of birth, machine-readable zones. */
import { PROOF } from "../identifier-kinds.ts";
import { isbn13, luhn, mrzDigit } from "./checksums.ts";
import { before, NOTHING, type Place, type Recogniser, type Value } from "./recogniser.ts";

/**
 * Where a path ends that is not in quotes: names in it may have spaces, and prose goes on after it. Its last part ends with its extension, else at the first space.
 */
function pathEnd(written: string): string {
  const cut = written.lastIndexOf("\\") + 1;
  const last = written.slice(cut);
  const named = /^(?:(?!\. )[^\n]){0,100}?\.[A-Za-z0-9]{1,5}(?=[\s,;:()\]'"]|\.?$|\.\s)/.exec(
    last,
  )?.[0];
  return (
    written.slice(0, cut) + (named ?? /^\S*/.exec(last)?.[0] ?? "").replace(/[.,;:!?)\]'}]+$/, "")
  );
}

function readPath(place: Place): readonly Value[] {
  const written = place.match[0];
  const quoted = /["'“<]$/.test(before(place, 1));
  const value = (quoted ? written : pathEnd(written)).trimEnd();
  const parts = value.split("\\").filter((part) => part !== "");
  if (value.length < 5 || parts.length < 2 || /\\[nrt]$|\\[nrt]\\/.test(value)) return NOTHING;
  return [{ value, proof: PROOF.form, end: place.match.index + value.length }];
}

const NO_USER =
  /^(?:public|default|default user|all users|administrator|admin|user|users|username|name|yourname|your_name|you|me|guest|root|shared|local|lib|bin|src|ftp|www|httpd?|home|foo|bar|build|test|ubuntu|somepath|x{3,}|.)$/i;

function readUserName({ match }: Place): readonly Value[] {
  const value = (match[1] ?? "").trim();
  return value === "" || NO_USER.test(value) || /^[.\d]+$/.test(value)
    ? NOTHING
    : [{ value, proof: PROOF.context }];
}

function readMac({ match }: Place): readonly Value[] {
  const value = match[0].toLowerCase().replaceAll("-", ":");
  const bytes = value.split(":");
  const isNone =
    new Set(bytes).size === 1 ||
    /^(?:01:23:45:67:89:ab|12:34:56:78:9a:bc|00:11:22:33:44:55|aa:bb:cc:dd:ee:ff)$/.test(value);
  return isNone ? NOTHING : [{ value, proof: PROOF.form }];
}

function readImei({ match }: Place): readonly Value[] {
  const value = (match[1] ?? "").replace(/\D/g, "");
  return luhn(value) ? [{ value, proof: PROOF.checksum | PROOF.context }] : NOTHING;
}

function readIsbn(place: Place): readonly Value[] {
  const written = place.match[0];
  const value = isbn13(written.replace(/[ -]/g, "").toUpperCase());
  const named = /isbn(?:-1[03])?(?:\s?\(1[03]\))?[\s:#-]{0,4}$/i.test(before(place, 24));
  const grouped = /^97[89]-\d{1,5}-/.test(written) && written.split("-").length === 5;
  if (value === null || (!named && !grouped)) return NOTHING;
  return [{ value, proof: named ? PROOF.checksum | PROOF.context : PROOF.checksum }];
}

const place = (latitude: number, longitude: number, proof: number): readonly Value[] =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0)
    ? [{ value: `${latitude.toFixed(5)},${longitude.toFixed(5)}`, proof }]
    : NOTHING;

/** 48, 51, 24.5, "S" as -48.85681. */
const degrees = (whole = "", minutes = "", seconds = "", side = ""): number =>
  (Number(whole) + Number(minutes) / 60 + Number(seconds || "0") / 3600) *
  (/[SWsw]/.test(side) ? -1 : 1);

function readSexagesimal({ match }: Place): readonly Value[] {
  const [, d1, m1, s1, ns, d2, m2, s2, ew] = match;
  if (Number(m1) >= 60 || Number(m2) >= 60) return NOTHING;
  return place(degrees(d1, m1, s1, ns), degrees(d2, m2, s2, ew), PROOF.form);
}

const PLACE_NAMED =
  /(?:\blat(?:itude)?|\blong?(?:itude)?|\bgps|coord\w*|\bgeo|location|position|координат\w*|maps[^\s]{0,80}|[@=]|\bpoint)[\s:=(/@["']{0,6}$/i;

function readDecimal(found: Place): readonly Value[] {
  const { match } = found;
  const [, latitude = "", north, longitude = "", east] = match;
  const named = PLACE_NAMED.test(before(found, 100));
  const sides = north !== undefined && east !== undefined;
  if (!named && !sides) return NOTHING;
  const sign = (side: string | undefined): number => (/[SWsw]/.test(side ?? "") ? -1 : 1);
  return place(
    Number(latitude) * sign(north),
    Number(longitude) * sign(east),
    named ? PROOF.context : PROOF.form,
  );
}

const MONTHS = [
  /^jan|^янв|^gen|^ene/i,
  /^f[eé][bv]|^фев/i,
  /^m[aä]r|^мар/i,
  /^a[pvb]r|^апр/i,
  /^ma[iy]|^mag|^ма[йя]/i,
  /^jun|^juin|^giu|^июн/i,
  /^jul|^juil|^lug|^июл/i,
  /^a[uo][gû]|^ago|^авг/i,
  /^sep|^set|^сен/i,
  /^o[ck]t|^ott|^окт/i,
  /^nov|^ноя/i,
  /^d[eé][czi]|^дек/i,
];
const monthOf = (word: string): number => MONTHS.findIndex((month) => month.test(word)) + 1;

/** Regions that write the month first. */
const MONTH_FIRST = new Set(["US", "CA", "PH"]);

function dateOf(
  match: RegExpExecArray,
  region: string | null,
): readonly [number, number, number] | null {
  const { iy, im, id, da, db, dy, wd, wm, wy, vm, vd, vy } = match.groups ?? {};
  const year = (text: string | undefined): number => {
    const number = Number(text);
    return text?.length === 2 ? (number > 30 ? 1900 : 2000) + number : number;
  };
  if (iy !== undefined) return [Number(iy), Number(im), Number(id)];
  if (wy !== undefined) return [year(wy), monthOf(wm ?? ""), Number(wd)];
  if (vy !== undefined) return [year(vy), monthOf(vm ?? ""), Number(vd)];
  const [a, b] = [Number(da), Number(db)];
  const monthFirst =
    b > 12 || (a <= 12 && region !== null && MONTH_FIRST.has(region) && /\//.test(match[0]));
  return monthFirst ? [year(dy), a, b] : [year(dy), b, a];
}

function readBorn({ match, region }: Place): readonly Value[] {
  const [year, month, day] = dateOf(match, region) ?? [0, 0, 0];
  if (year < 1880 || year > 2030 || month < 1 || month > 12 || day < 1 || day > 31) return NOTHING;
  const two = (number: number): string => String(number).padStart(2, "0");
  return [{ value: `${year}-${two(month)}-${two(day)}`, proof: PROOF.context }];
}

/** ICAO 9303: two lines of 44 (passport), two of 36, or three of 30 characters (cards). */
function readMrz({ match }: Place): readonly Value[] {
  const lines = match[0].split(/\s+/);
  const [first = "", second = ""] = lines;
  const isCard = lines.length === 3;
  const state = first.slice(2, 5).replaceAll("<", "");
  const number = isCard ? first.slice(5, 14) : second.slice(0, 9);
  const numberDigit = isCard ? first.charAt(14) : second.charAt(9);
  const born = isCard ? second.slice(0, 6) : second.slice(13, 19);
  const bornDigit = isCard ? second.charAt(6) : second.charAt(19);
  const isRight = (field: string, digit: string): boolean => String(mrzDigit(field)) === digit;
  if (!isRight(number, numberDigit) || !isRight(born, bornDigit)) return NOTHING;
  return [{ value: `${state} ${number.replaceAll("<", "")}`, proof: PROOF.checksum }];
}

const DATE =
  "(?:(?<iy>\\d{4})-(?<im>\\d{1,2})-(?<id>\\d{1,2})|(?<da>\\d{1,2})[./-](?<db>\\d{1,2})[./-](?<dy>\\d{4}|\\d{2})|(?<wd>\\d{1,2})(?:st|nd|rd|th|\\.|er)?\\s(?:of\\s|de\\s)?(?<wm>\\p{L}{3,10})\\.?,?\\s(?:de\\s)?(?<wy>\\d{4})|(?<vm>\\p{L}{3,9})\\.?\\s(?<vd>\\d{1,2})(?:st|nd|rd|th)?,?\\s(?<vy>\\d{4}))(?![\\p{N}])";

export const THINGS: readonly Recogniser[] = [
  {
    kind: "winpath",
    needs: /:\\|\\\\/,
    pattern:
      /(?<![A-Za-z0-9])[A-Za-z]:\\(?:[^\\/:*?"<>|\r\n\t\u0000-\u001f]{1,100}\\){0,20}[^\\/:*?"<>|\r\n\t\u0000-\u001f]{1,100}/g,
    read: readPath,
  },
  {
    kind: "winpath",
    needs: /\\\\/,
    pattern:
      /(?<![\\\w])\\\\[A-Za-z0-9][\w.-]{1,62}(?:\\[^\\/:*?"<>|\r\n\t\u0000-\u001f]{1,100}){1,20}/g,
    read: readPath,
  },
  {
    kind: "username",
    needs: /[\\/](?:users|home|documents and settings|dokumente und einstellungen)[\\/]/i,
    pattern:
      /(?:(?<![A-Za-z0-9])[A-Za-z]:\\{1,2}(?:Users|Documents and Settings|Dokumente und Einstellungen)\\{1,2}|(?<![\w.~/-])\/(?:home|Users)\/)([A-Za-z0-9][\w.@-]{0,40}(?: [\w.@-]{1,30}){0,2})(?=[\\/])/gi,
    read: readUserName,
  },
  {
    kind: "mac",
    needs: /[0-9a-f]{2}[:-][0-9a-f]{2}[:-]/i,
    pattern:
      /(?<![0-9A-Za-z:_-])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Za-z:_-])|(?<![0-9A-Za-z:_-])(?:[0-9A-F]{2}-){5}[0-9A-F]{2}(?![0-9A-Za-z:_-])/g,
    read: readMac,
  },
  {
    kind: "imei",
    needs: /imei/i,
    pattern: /\bIMEI(?:[ /]?SV)?[\s:#.=no]{0,6}(\d{2}-?\d{6}-?\d{6}-?\d)(?!\d)/gi,
    read: readImei,
  },
  {
    kind: "isbn",
    needs: /isbn|97[89]-/i,
    pattern: /(?<![\w-])(?:97[89][ -]?)?\d(?:[ -]?\d){8}[ -]?[\dXx](?![\w-])/g,
    read: readIsbn,
  },
  {
    kind: "coordinates",
    needs: /°/,
    pattern:
      /(?<!\d)(\d{1,2})\s?°\s?(\d{1,2}(?:\.\d{1,6})?)\s?['′’]\s?(?:(\d{1,2}(?:\.\d{1,6})?)\s?(?:["″”]|'')\s?)?([NSns])[,;\s]{0,3}(\d{1,3})\s?°\s?(\d{1,2}(?:\.\d{1,6})?)\s?['′’]\s?(?:(\d{1,2}(?:\.\d{1,6})?)\s?(?:["″”]|'')\s?)?([EWew])/g,
    read: readSexagesimal,
  },
  {
    kind: "coordinates",
    needs: /\d\.\d{4}/,
    pattern:
      /(?<![\w.])(-?\d{1,2}\.\d{4,12})\s?°?\s?([NSns])?[,;]?\s{0,3}(?:lon(?:g|gitude)?[:=\s]{1,3})?(?<![\d.])(-?\d{1,3}\.\d{4,12})\s?°?\s?([EWew])?(?![\w.]\d)/g,
    read: readDecimal,
  },
  {
    kind: "born",
    needs: /born|birth|\bd\.?o\.?b|geb|geburt|nat[oa] il|née? le|nacimiento|рожд|род/i,
    pattern: new RegExp(
      `(?<![\\p{L}])(?:born(?:\\son)?|date\\sof\\sbirth|birth\\s?date|d\\.?o\\.?b\\.?|née?\\sle|geb\\.|geboren(?:\\sam)?|geburts(?:datum|tag)|nat[oa]\\sil|fecha\\sde\\snacimiento|geboortedatum|дата\\sрождения|род(?:\\.|ился|илась))[\\s:.,(]{0,4}${DATE}`,
      "giu",
    ),
    read: readBorn,
  },
  {
    kind: "mrz",
    needs: /<<</,
    pattern:
      /(?<![A-Z0-9<])(?:P[A-Z<][A-Z<]{3}[A-Z<]{39}\r?\n[A-Z0-9<]{9}\d[A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{14}[\d<]\d|[IACV][A-Z<][A-Z<]{3}[A-Z<]{31}\r?\n[A-Z0-9<]{9}\d[A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{7}\d|[IAC][A-Z<][A-Z<]{3}[A-Z0-9<]{9}[\d<][A-Z0-9<]{15}\r?\n\d{6}\d[MFX<]\d{6}\d[A-Z<]{3}[A-Z0-9<]{11}\d\r?\n[A-Z<]{30})(?![A-Z0-9<])/g,
    read: readMrz,
  },
];
