/** Received headers (RFC 5321 section 4.4) -> hops, one linear pass per header; what a hop does not say is null. Never throws. */
import type { Hop } from "../model/message.ts";
import { readDate } from "./header-date.ts";
import { trimOf } from "./header-values.ts";

const CLAUSES = new Set(["from", "by", "with", "id", "for", "via"]);
/** A hop is one header; longer ones are padding. */
const MAX_RECEIVED_CHARS = 8_000;
const MAX_IPS = 16;
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g;
const IPV6 =
  /(?<![0-9a-z:.])(?:[0-9a-f]{1,4}:|:){2,8}(?:[0-9a-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![0-9a-z:])/gi;

/**
 * Reads one unfolded Received value: `from mx.example.org ([192.0.2.1]) by in.example.net with ESMTP id 7; Mon, 27 Mar 2017 09:14:05 +0200`
 * gives `{from:"mx.example.org", by:"in.example.net", with:"ESMTP", id:"7", ips:["192.0.2.1"], atText:"Mon, …", at:1490598845000}`.
 */
export function readReceived(value: string): Hop {
  const text = value.slice(0, MAX_RECEIVED_CHARS);
  const dateStart = findDate(text);
  const clauses = readClauses(text.slice(0, dateStart < 0 ? text.length : dateStart));
  const atText = dateStart < 0 ? "" : text.slice(dateStart + 1).trim();
  return {
    from: clauses.values.get("from") ?? null,
    by: clauses.values.get("by") ?? null,
    with: clauses.values.get("with") ?? null,
    id: clauses.values.get("id") ?? null,
    ips: findAddresses(clauses.fromText),
    atText,
    at: atText === "" ? null : readDate(atText).at,
  };
}

/** The last ";" outside comments: ids may hold one. */
function findDate(text: string): number {
  let depth = 0;
  let found = -1;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x28) depth++;
    else if (c === 0x29) depth = Math.max(0, depth - 1);
    else if (c === 0x3b && depth === 0) found = i;
  }
  // an unclosed "(" hides every ";" behind it
  return found >= 0 ? found : text.lastIndexOf(";");
}

interface Clauses {
  readonly values: ReadonlyMap<string, string>;
  /** The from clause with its comments, where the sending address stands. */
  readonly fromText: string;
}

function readClauses(text: string): Clauses {
  const values = new Map<string, string>();
  let clause = "";
  let depth = 0;
  let fromStart = -1;
  let fromEnd = text.length;
  const words = /[()]|[^\s()]+/g;
  for (let match = words.exec(text); match !== null; match = words.exec(text)) {
    const word = match[0];
    if (word === "(") depth++;
    else if (word === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) {
      const lower = word.toLowerCase();
      if (CLAUSES.has(lower) && !values.has(lower) && clause !== lower) {
        if (clause === "from" && fromStart >= 0) fromEnd = Math.min(fromEnd, match.index);
        if (lower === "from") fromStart = match.index;
        clause = lower;
      } else if (clause !== "" && !values.has(clause)) {
        values.set(clause, trimOf(word, "<>[];,"));
      }
    }
  }
  return { values, fromText: fromStart < 0 ? "" : text.slice(fromStart, fromEnd) };
}

function findAddresses(text: string): string[] {
  const found = new Set<string>();
  for (const ip of text.match(IPV4) ?? []) {
    if (ip.split(".").every((part) => Number(part) < 256)) found.add(ip);
  }
  if (text.includes(":")) {
    for (const ip of text.match(IPV6) ?? [])
      if (ip.split(":").length > 3 || ip.includes("::")) found.add(ip.toLowerCase());
  }
  return [...found].slice(0, MAX_IPS);
}
