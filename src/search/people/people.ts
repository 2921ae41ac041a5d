/**
 * People: addresses joined by evidence and by what readers decided. A person here is a set of addresses with the names they carry; the same name at
 * two of them is not proof, so each join keeps what it rests on and can be undone.
 */
import { type PersonLink, readPersonLinks } from "../../catalog/annotations/person-links.ts";
import type { CatalogReader } from "../../catalog/read-catalog.ts";
import { nameTest } from "../../query/name-keys.ts";
import { editDistance } from "../../query/suggest.ts";
import { wordHash } from "../../segment/sketch.ts";
import { termsOf } from "../../tokenize.ts";
import { type AddressUse, addressBook, addressKey, nameKey } from "./addresses.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";

/** Addresses taken for one person's. */
export interface Person {
  /** "p1a2b3c4d": of the address with the most mail. `from:@p1a2b3c4d` finds mail from all of them. */
  readonly handle: string;
  /** The name written most often; the address where there is none. */
  readonly name: string;
  readonly names: ReadonlyMap<string, number>;
  /** Most mail first. */
  readonly addresses: readonly AddressUse[];
  readonly evidence: readonly Evidence[];
  readonly sent: number;
  readonly received: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** The handle of an address: the same in every index and after every merge. */
const handleOf = (address: string): string => `p${wordHash(address).toString(16).padStart(8, "0")}`;

/** Evidence that holds after the decisions of readers: a split cuts an address loose from all that came before it. */
function decided(found: readonly Evidence[], links: readonly PersonLink[]): Evidence[] {
  let evidence = [...found];
  for (const { kind, address, other, author } of links) {
    if (kind === "split")
      evidence = evidence.filter((each) => each.address !== address && each.other !== address);
    else evidence.push({ kind: "by-hand", address, other, name: author, docId: null });
  }
  return evidence;
}

const least = (a: number | null, b: number | null): number | null =>
  a === null || (b !== null && b < a) ? b : a;
const most = (a: number | null, b: number | null): number | null =>
  a === null || (b !== null && b > a) ? b : a;

function personOf(addresses: AddressUse[], evidence: readonly Evidence[]): Person {
  const mails = ({ sent, received }: AddressUse): number => sent + received;
  addresses.sort((a, b) => mails(b) - mails(a) || (a.address < b.address ? -1 : 1));
  const names = new Map<string, number>();
  for (const each of addresses)
    for (const [name, count] of each.names) names.set(name, (names.get(name) ?? 0) + count);
  const sorted = [...names].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const main = addresses[0]?.address ?? "";
  return {
    handle: handleOf(main),
    name: sorted[0]?.[0] ?? main,
    names: new Map(sorted),
    addresses,
    evidence,
    sent: addresses.reduce((sum, each) => sum + each.sent, 0),
    received: addresses.reduce((sum, each) => sum + each.received, 0),
    first: addresses.reduce<number | null>((at, each) => least(at, each.first), null),
    last: addresses.reduce<number | null>((at, each) => most(at, each.last), null),
  };
}

/** The people of an index. */
export class People {
  /** Most mail first. */
  readonly all: readonly Person[];
  /** Addresses beyond the bound of the table. */
  readonly leftOut: number;
  private readonly byAddress = new Map<string, Person>();

  constructor(catalog: CatalogReader) {
    const book = addressBook(catalog);
    this.leftOut = book.leftOut;
    const above = new Map<string, string>();
    const top = (address: string): string => {
      let at = address;
      for (let next = above.get(at); next !== undefined; next = above.get(at)) {
        const beyond = above.get(next);
        if (beyond !== undefined) above.set(at, beyond); // half the way the next time
        at = next;
      }
      return at;
    };
    const evidence = decided(evidenceOf(catalog, book), readPersonLinks(catalog.paths)).filter(
      ({ address, other }) => book.uses.has(address) && book.uses.has(other),
    );
    for (const { address, other } of evidence) {
      const [a, b] = [top(address), top(other)].sort();
      if (a !== undefined && b !== undefined && a !== b) above.set(b, a);
    }
    const sets = new Map<string, { addresses: AddressUse[]; evidence: Evidence[] }>();
    for (const use of book.uses.values()) {
      const key = top(use.address);
      const set = sets.get(key);
      if (set === undefined) sets.set(key, { addresses: [use], evidence: [] });
      else set.addresses.push(use);
    }
    for (const each of evidence) sets.get(top(each.address))?.evidence.push(each);
    const mails = ({ sent, received }: Person): number => sent + received;
    this.all = [...sets.values()]
      .map((set) => personOf(set.addresses, set.evidence))
      .sort((a, b) => mails(b) - mails(a) || (a.handle < b.handle ? -1 : 1));
    for (const person of this.all)
      for (const { address } of person.addresses) this.byAddress.set(address, person);
  }

  /** The person an address is of. */
  of(address: string): Person | undefined {
    return this.byAddress.get(addressKey(address));
  }

  /** The people of a handle, that of any of their addresses: one, hardly ever more. */
  ofHandle(handle: string): Person[] {
    const wanted = handle.toLowerCase();
    return this.all.filter(({ addresses }) =>
      addresses.some(({ address }) => handleOf(address) === wanted),
    );
  }

  /** People who carry a name of these words, whatever their order. */
  ofName(name: string): Person[] {
    const key = nameKey(name);
    return key === ""
      ? []
      : this.all.filter(({ names }) => [...names.keys()].some((each) => nameKey(each) === key));
  }

  /**
   * People whom words may mean: by handle or address; else whose names and addresses have words that begin so; else that are spellings of the words
   * in another system or script; else one or two letters off. Most mail first.
   */
  find(text: string): readonly Person[] {
    const asked = text.trim().replace(/^@/, "").toLowerCase();
    if (/^p[0-9a-f]{8}$/.test(asked)) return this.ofHandle(asked);
    const own = this.of(asked);
    if (own !== undefined) return [own];
    const words = termsOf(asked);
    if (words.length === 0) return [];
    const tests: readonly ((asked: string) => (term: string) => boolean)[] = [
      (word) => (term) => term.startsWith(word),
      (word) => nameTest({ word, initial: false }),
      (word) => (term) => editDistance(word, term, 2) <= (word.length > 4 ? 2 : 1),
    ];
    for (const make of tests) {
      const each = words.map(make);
      const found = this.all.filter((person) => {
        const terms = wordsOf(person);
        return each.every((test) => terms.some(test));
      });
      if (found.length > 0) return found;
    }
    return [];
  }
}

const wordsOf = ({ names, addresses }: Person): string[] =>
  [...names.keys(), ...addresses.map(({ address }) => address)].flatMap((text) => termsOf(text));
