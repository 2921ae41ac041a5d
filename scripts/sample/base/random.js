/**
 * Seeded pseudo-random numbers (sfc32 seeded by FNV-1a), so that the sample corpus is the same bytes on every machine.
 * Parts draw from forks named by a label: a change in one part does not move the draws of another.
 */

function fnv1a(text, salt) {
  let hash = (0x811c9dc5 ^ salt) >>> 0;
  for (const byte of Buffer.from(text, "utf8")) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash >>> 0;
}

/** A generator for that seed text: `makeRandom("a").int(0, 9)` is the same number for ever. */
export function makeRandom(seed) {
  let [a, b, c, d] = [1, 2, 3, 4].map((salt) => fnv1a(seed, Math.imul(salt, 0x9e3779b1)));
  const next = () => {
    const sum = (a + b + d) >>> 0;
    d = (d + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  for (let i = 0; i < 15; i++) next();
  const random = {
    /** An integer from low to high, both included. */
    int: (low, high) => low + Math.floor((next() / 4294967296) * (high - low + 1)),
    chance: (share) => next() / 4294967296 < share,
    pick: (list) => list[random.int(0, list.length - 1)],
    /** `count` different members of the list, in list order. */
    some: (list, count) => {
      const left = list.map((_, i) => i);
      const taken = [];
      while (taken.length < count && left.length > 0) {
        taken.push(...left.splice(random.int(0, left.length - 1), 1));
      }
      return taken.sort((x, y) => x - y).map((i) => list[i]);
    },
    /** Lower-case hex digits. */
    hex: (digits) => {
      let text = "";
      while (text.length < digits) text += next().toString(16).padStart(8, "0");
      return text.slice(0, digits);
    },
    /** Digits, never starting with 0. */
    digits: (count) => {
      let text = String(random.int(1, 9));
      while (text.length < count) text += random.int(0, 9);
      return text;
    },
    /** Characters of the alphabet given. */
    letters: (count, alphabet) => {
      let text = "";
      while (text.length < count) text += alphabet[random.int(0, alphabet.length - 1)];
      return text;
    },
    /** A random UUID (version 4 shape), upper case. */
    uuid: () => {
      const h = random.hex(32);
      const variant = "89ab"[random.int(0, 3)];
      return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`.toUpperCase();
    },
    fork: (label) => makeRandom(`${seed}/${label}`),
  };
  return random;
}
