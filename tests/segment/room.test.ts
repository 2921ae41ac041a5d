import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beginSearch,
  isCurrent,
  roomFor,
  roomForBytes,
  trimmed,
  withMarks,
} from "../../src/segment/room.ts";

const sizes = fc.array(
  fc.record({
    count: fc.oneof(fc.integer({ min: 0, max: 300_000 }), fc.constant(1_500_000)),
    kept: fc.double({ min: 0, max: 1, noNaN: true }),
    isBytes: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe("memory of a search", () => {
  it("is handed out to one at a time, what was trimmed off included", () => {
    fc.assert(
      fc.property(sizes, (rooms) => {
        beginSearch();
        const held = rooms.map(({ count, kept, isBytes }, i) => {
          const room = isBytes
            ? roomForBytes(count)
            : trimmed(roomFor(count), Math.floor(count * kept));
          return room.fill(i % 251);
        });
        for (const [i, room] of held.entries())
          expect(room.length === 0 || (room[0] === i % 251 && room.at(-1) === i % 251)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("belongs to the search that began last", () => {
    const first = beginSearch();
    expect(isCurrent(first)).toBe(true);
    beginSearch();
    expect(isCurrent(first)).toBe(false);
  });

  it("has marks that are 0 each time, one set within another too, and after a failure", () => {
    const used = (count: number): number[] =>
      withMarks(count, (marks) => {
        const before = [...marks];
        marks.fill(1);
        return before;
      });
    const inside = withMarks(5, (marks) => {
      marks.fill(1);
      return [used(7), [...marks]];
    });
    expect(inside).toEqual([Array(7).fill(0), Array(5).fill(1)]);
    expect(() =>
      withMarks(9, (marks) => {
        marks.fill(1);
        throw new RangeError("damaged");
      }),
    ).toThrow(RangeError);
    expect(used(20)).toEqual(Array(20).fill(0));
  });
});
