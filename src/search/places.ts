/**
 * Where the slots of a phrase stand in a sequence of terms. The same rules for the forward index (terms are ranks) and for a stored text
 * (terms are strings): the caller says which slot a position fills.
 */

/** A sequence of positions 0..length-1, each filling some slots; `isGap` positions separate values and are never crossed. */
export interface Sequence {
  readonly length: number;
  readonly fills: (position: number, slot: number) => boolean;
  readonly isGap: (position: number) => boolean;
}

/** Positions of one occurrence, in the order of the slots. */
export type Place = readonly number[];

/** Occurrences of `slots` slots in order with nothing between. Stops after `limit`. */
function placesInOrder(sequence: Sequence, slots: number, limit: number): Place[] {
  const places: Place[] = [];
  for (let start = 0; start + slots <= sequence.length; start++) {
    let slot = 0;
    while (slot < slots && !sequence.isGap(start + slot) && sequence.fills(start + slot, slot))
      slot++;
    if (slot < slots) continue;
    places.push(Array.from({ length: slots }, (_, i) => start + i));
    if (places.length >= limit) break;
  }
  return places;
}

/** Gives every slot a position of its own, or null: Kuhn's augmenting paths. `filled[i]` lists positions that fill slot i. */
function assign(filled: readonly (readonly number[])[]): number[] | null {
  const slotAt = new Map<number, number>();
  const tryPlace = (slot: number, visited: Set<number>): boolean => {
    for (const position of filled[slot] ?? []) {
      if (visited.has(position)) continue;
      visited.add(position);
      const other = slotAt.get(position);
      if (other === undefined || tryPlace(other, visited)) {
        slotAt.set(position, slot);
        return true;
      }
    }
    return false;
  };
  for (let slot = 0; slot < filled.length; slot++) if (!tryPlace(slot, new Set())) return null;
  const places = new Array<number>(filled.length);
  for (const [position, slot] of slotAt) places[slot] = position;
  return places;
}

/**
 * Occurrences of all slots, each at a position of its own, in any order, within `slots + slop` positions. Of overlapping windows
 * the first counts; stops after `limit`.
 */
function placesNear(sequence: Sequence, slots: number, slop: number, limit: number): Place[] {
  const places: Place[] = [];
  const span = slots + slop;
  // Positions of the current window that fill each slot, ascending
  const filled: number[][] = Array.from({ length: slots }, () => []);
  let used = -1;
  for (let position = 0; position < sequence.length; position++) {
    if (sequence.isGap(position)) {
      for (const list of filled) list.length = 0;
      continue;
    }
    let fillsAny = false;
    for (let slot = 0; slot < slots; slot++) {
      const list = filled[slot] as number[];
      while (list.length > 0 && (list[0] as number) <= Math.max(position - span, used))
        list.shift();
      if (!sequence.fills(position, slot)) continue;
      list.push(position);
      fillsAny = true;
    }
    // A new occurrence must use the position just read
    if (!fillsAny || filled.some((list) => list.length === 0)) continue;
    const place = assign(filled);
    if (place === null) continue;
    places.push(place);
    if (places.length >= limit) break;
    used = position;
    for (const list of filled) list.length = 0;
  }
  return places;
}

/** Occurrences of a phrase with its slop; 0 means in order. */
export function placesOf(sequence: Sequence, slots: number, slop: number, limit: number): Place[] {
  return slop === 0
    ? placesInOrder(sequence, slots, limit)
    : placesNear(sequence, slots, slop, limit);
}
