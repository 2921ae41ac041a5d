/** Branded ids. A plain string or number cannot be used where one of these is asked for. */

/** 64 lower-case hex digits, e.g. "9f86d081884c7d65…". */
export type Sha256 = string & { readonly __brand: "Sha256" };

/** Dense number of a document inside one index, 0-based; meaningless outside it. People and scripts see {@link Sha256}. */
export type DocId = number & { readonly __brand: "DocId" };

/** How many hex digits of an id people see; more on collision, any unique prefix is accepted. */
export const SHORT_ID_DIGITS = 12;
