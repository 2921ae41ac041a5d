/** Phone numbers: candidates by form, then libphonenumber's numbering plans. */
import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { PROOF } from "../identifier-kinds.ts";
import { after, before, NOTHING, type Place, type Recogniser, type Value } from "./recogniser.ts";

const NAMED =
  /(?:\b(?:tel(?:efon|ephone|éfono|efono)?|phone|ph|fon|fax|telefax|téléphone|tél|mob(?:ile|il)?|cell(?:ular)?|handy|portable|gsm|call|dial(?:-?in)?|office|direct|desk|home|work|pager|voice|whatsapp|sms|reach me at|cell#|ph#)|тел(?:ефон)?|моб|факс)[\w.]{0,8}(?:\s?(?:no|nr|number|#))?[\s.:#=()[\]/-]{0,8}$/iu;

/** Words that make a row of digits something other than a phone number. */
const OTHER =
  /(?:\b(?:isbn|issn|iban|account|acct|konto|order|invoice|case|docket|ticket|id|serial|part|ref|deal|contract|passcode|pin|code|conference id|zip|ssn|ein|vat|commit|bug)|№)[\s.:#=()-]{0,6}$/iu;

/** North America writes 713-853-3880 and (713) 853-3880 and nothing else in this form. */
const NORTH_AMERICAN = /^(?:1[ .-])?(?:\(\d{3}\)[ -]?|\d{3}([-.]))\d{3}(?:\1|-)\d{4}$/;
const NORTH_AMERICA = new Set(["US", "CA"]);

/** Numbers seen, each read once: the signature of a colleague is under thousands of mails. Emptied when full. */
const known = new Map<string, string | null>();
const MAX_KNOWN = 20_000;

/** The number in E.164 as the numbering plan of the region reads it, null when no such number can exist. */
function e164(written: string, region: string | null): string | null {
  const key = `${region ?? ""} ${written}`;
  let number = known.get(key);
  if (number === undefined) {
    const digits = written.replace(/^00(?=[1-9])/, "+");
    const read = parsePhoneNumberFromString(
      digits,
      (region ?? undefined) as CountryCode | undefined,
    );
    number = read?.isValid() === true ? read.number : null;
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, number);
  }
  return number;
}

function readInternational(place: Place): readonly Value[] {
  const written = place.match[0];
  if (/^00/.test(written) && !NAMED.test(before(place)) && !/[ ()/.-]/.test(written))
    return NOTHING;
  const value = e164(written, place.region);
  if (value === null || /^[.,]\d/.test(after(place, 2))) return NOTHING;
  return [
    { value, proof: NAMED.test(before(place)) ? PROOF.checksum | PROOF.context : PROOF.checksum },
  ];
}

function readNational(place: Place): readonly Value[] {
  const { region } = place;
  const written = place.match[0];
  const digits = written.replace(/\D/g, "").length;
  if (digits < 6 || digits > 12) return NOTHING;
  const lead = before(place, 30);
  const named = NAMED.test(lead);
  const form = NORTH_AMERICAN.test(written);
  if (!named && (!form || OTHER.test(lead))) return NOTHING;
  if (region === null && !form) return NOTHING;
  const value = e164(
    written,
    form && (region === null || !NORTH_AMERICA.has(region)) ? "US" : region,
  );
  return value === null
    ? NOTHING
    : [{ value, proof: named ? PROOF.checksum | PROOF.context : PROOF.checksum }];
}

export const PHONES: readonly Recogniser[] = [
  {
    kind: "phone",
    needs: /\+[1-9]|00[1-9]/,
    pattern:
      /(?<![\w+.=/&?-])(?:\+|00)[1-9]\d{0,2}[ \u00a0()./-]{0,3}(?:\d[ \u00a0()./-]{0,3}){5,12}\d(?![\w+=]|[-/]\d)/g,
    read: readInternational,
  },
  {
    kind: "phone",
    needs: /\d{2}[\s.)/-]{1,2}\d{2}|\d{6}/,
    pattern:
      /(?<![\w+.=/&?$€£-])(?:1[ .-])?\(?\d{2,5}\)?(?:[ \u00a0./-]{1,2}\d{1,8}){1,5}(?![\w=@]|[-./]\d)|(?<![\d+.=/&?$€£-])\(\d{3}\)\d{3}-\d{4}(?![\w=@]|[-./]\d)|(?<![\w+.=/&?$€£-])0?\d{6,11}(?![\w=@]|[-./,]\d)/g,
    read: readNational,
  },
];
