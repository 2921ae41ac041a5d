/** What `assess --json` prints (docs/claims.md has an example) and every report is made from. Types only. */
import type { ClaimKind } from "../model/claim.ts";
import type { LocatorStep } from "../model/locator.ts";
import type { Bounds, SideBounds } from "./bounds.ts";
import type { AmountRole } from "./content/amount-roles.ts";
import type { LanguageTerms } from "./content/distinctive-terms.ts";
import type { Identities } from "./review/identities.ts";
import type { ViewingCounts } from "./review/reading.ts";
import type { Agreement } from "./statistics/agreement.ts";
import type { Tally } from "./tally.ts";
import type { Verdict } from "./verdict.ts";

/** A category or counter-evidence set under every denominator: how many of each are in it. */
export interface SetCounts {
  readonly name: string;
  readonly description: string;
  /** Exact copies counted each. */
  readonly families: number;
  readonly distinct: number;
  readonly withoutBulk: number;
  readonly population: number;
}

export interface ExcludedSet {
  readonly name: string;
  readonly description: string;
  readonly removed: number;
  readonly read: number;
  readonly yes: number;
  /** Upper bound, one-sided, on yes in this set. */
  readonly upper: number;
}

export interface CounterDocument {
  readonly id: string;
  readonly score: number;
  readonly sets: readonly string[];
  readonly terms: readonly string[];
  readonly flags: readonly string[];
  readonly answer: "yes" | "no" | "unsure" | null;
  readonly confirmed: boolean;
  /** The answer in words, with what it still needs: "yes, needs a second look", "no, from part of it". */
  readonly state: string;
  readonly sentAt: string | null;
  readonly subject: string;
  readonly from: string;
  readonly passage: { readonly text: string; readonly from: string };
  readonly locator: readonly LocatorStep[];
}

/** Amounts of one role (invoice, loan …), by the words beside them. */
export interface RoleAmounts {
  readonly role: AmountRole;
  readonly documents: number;
  readonly amounts: number;
  readonly median: number;
  readonly p95: number;
  readonly largest: number;
  /** On a log scale, within the role. */
  readonly outliers: number;
}

export interface AmountSummary {
  readonly currency: string;
  /** Counts and quantiles leave out lists. */
  readonly documents: number;
  readonly amounts: number;
  readonly median: number;
  readonly p95: number;
  readonly outliers: number;
  /** Documents with very many amounts (price lists, press reviews), and how many these hold. */
  readonly lists: { readonly documents: number; readonly amounts: number };
  readonly roles: readonly RoleAmounts[];
  /** Each amount of a role once. Outliers first, among equals those with a role before prices and those without; each by size. */
  readonly largest: readonly {
    readonly value: number;
    readonly written: string;
    readonly role: AmountRole;
    /** Documents that name it in this role; `id` is the first. */
    readonly documents: number;
    readonly id: string;
    readonly outlier: boolean;
  }[];
  /** How many amounts lie in each power of ten: 0 is 1 to 9.99. */
  readonly decades: readonly { readonly decade: number; readonly count: number }[];
}

export interface CategoryAmounts {
  readonly category: string;
  readonly currency: string;
  readonly amounts: number;
  readonly median: number;
  readonly p95: number;
}

export interface Assessment {
  readonly formatVersion: 1;
  readonly claim: {
    readonly id: string;
    readonly claim: string;
    readonly kind: ClaimKind;
    readonly threshold: number;
    readonly confidence: number;
    readonly question: string;
    readonly hash: string;
    /** Whether it was frozen on this index before anything was drawn. */
    readonly committed: boolean;
  };
  readonly seed: {
    readonly kind: "author" | "public";
    readonly known: boolean;
    readonly source: string;
    readonly date: string;
    /** Whether a public value is of a later day than the commit; null for a seed chosen by the author. */
    readonly afterCommit: boolean | null;
  };
  /** Other claim files, by hash, that were drawn or assessed on this index. */
  readonly otherVariants: number;
  /** Of these, variants of this claim (same id). */
  readonly otherVariantsOfThis: number;
  readonly ledgerIntact: boolean;
  readonly population: {
    readonly families: number;
    readonly distinct: number;
    readonly withoutBulk: number;
    readonly population: number;
    readonly outside: number;
    readonly excluded: readonly ExcludedSet[];
  };
  readonly categories: readonly SetCounts[];
  readonly overlaps: readonly { readonly a: string; readonly b: string; readonly count: number }[];
  readonly uncategorized: {
    readonly count: number;
    /** By language, most documents first. */
    readonly languages: readonly LanguageTerms[];
  };
  readonly counter: {
    readonly sets: readonly (SetCounts & {
      readonly terms: readonly { readonly term: string; readonly count: number }[];
    })[];
    readonly documents: number;
    readonly top: readonly CounterDocument[];
  };
  readonly amounts: readonly AmountSummary[];
  readonly categoryAmounts: readonly CategoryAmounts[];
  readonly unreadable: {
    /** Of the population, as are the next two. */
    readonly documents: number;
    readonly parts: number;
    /** Documents of all kinds in its families, read or not. */
    readonly allParts: number;
    /** Stretches of all sources that became no document. */
    readonly stretches: number;
  };
  readonly review: {
    readonly readers: number;
    readonly marks: number;
    readonly disputed: number;
    readonly tally: Tally;
    /** Documents answered "no" of which nobody opened all files, and how many files that are. */
    readonly unopened: { readonly documents: number; readonly files: number };
    /** Documents answered "no" from drawn pages of a big text (a file, or the document itself): how many such texts, pages shown, pages they have. */
    readonly byPage: {
      readonly documents: number;
      readonly files: number;
      readonly pagesShown: number;
      readonly pages: number;
    };
    readonly viewing: ViewingCounts;
    /** The same in words. */
    readonly viewingSays: string;
    /** Who answered, as far as keys and machines show. */
    readonly identities: Identities;
    readonly betweenReaders: Agreement;
    readonly blind: Agreement;
  };
  readonly bounds: Bounds;
  readonly sides: SideBounds;
  /** What the figures take for granted about readers; "" while nothing was read. */
  readonly readersSay: string;
  /** Chance that the random sample, once read as planned, holds none of so many planted documents. */
  readonly plantedMissed: readonly { readonly planted: number; readonly chance: number }[];
  readonly verdict: Verdict;
  /** Documents of the population by month of sending, and how many of these are counter-evidence. */
  readonly timeline: readonly {
    readonly month: string;
    readonly documents: number;
    readonly counter: number;
  }[];
  readonly undated: number;
}
