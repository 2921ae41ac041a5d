/** Measured rates of every check on genuine mail and files. Written by bench/checks.js; not edited by hand. */
import type { MeasuredRate } from "../model/flag.ts";

/** By check id; a check that is not here was not measured. */
export const RATES: ReadonlyMap<string, readonly MeasuredRate[]> = new Map([]);
