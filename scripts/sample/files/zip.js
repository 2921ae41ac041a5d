/** Zip archives (APPNOTE 6.3), with the member times given: Office packages use 1980-01-01, people's archives local time. */
import { local } from "../base/time.js";
import { crc32, deflateRaw } from "./deflate.js";

/** DOS date and time of 1980-01-01 00:00, what Microsoft Office writes for every part. */
const OFFICE_TIME = { date: 0x0021, time: 0 };

function dosTime(at, zone) {
  const t = local(at, zone);
  return {
    date: ((t.year - 1980) << 9) | (t.month << 5) | t.day,
    time: (t.hour << 11) | (t.minute << 5) | (t.second >> 1),
  };
}

/** Extended timestamp of Info-ZIP: the time of last writing as seconds UTC. */
function utcField(at) {
  const field = Buffer.alloc(9);
  field.writeUInt16LE(0x5455, 0);
  field.writeUInt16LE(5, 2);
  field.writeUInt8(1, 4);
  field.writeUInt32LE(Math.floor(at / 1000), 5);
  return field;
}

/**
 * Zip bytes of members `{name, bytes, at?, store?, utc?}`, in the order given. Without `at` a member has the Office time; `utc` adds the time in UTC (field 0x5455).
 * `host` is the "version made by" host: 0 DOS, 3 Unix.
 */
export function zip(members, { zone = "paris", host = 0, flags = 0 } = {}) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const member of members) {
    const name = Buffer.from(member.name, "utf8");
    const packed = member.store ? member.bytes : deflateRaw(member.bytes);
    const stamp = member.at === undefined ? OFFICE_TIME : dosTime(member.at, zone);
    // Bit 11: the name is UTF-8.
    const bits = flags | (/^[ -~]*$/.test(member.name) ? 0 : 0x800);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(bits, 2);
    common.writeUInt16LE(member.store ? 0 : 8, 4);
    common.writeUInt16LE(stamp.time, 6);
    common.writeUInt16LE(stamp.date, 8);
    common.writeUInt32LE(crc32(member.bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(member.bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const extra = member.utc ? utcField(member.at) : Buffer.alloc(0);
    common.writeUInt16LE(extra.length, 24);
    const head = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, extra]);
    parts.push(head, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(host === 3 ? 0x81a40000 : 0, 6);
    tail.writeUInt32LE(offset, 10);
    const madeBy = Buffer.from([host === 3 ? 30 : 45, host]);
    directory.push(Buffer.from("PK\x01\x02", "latin1"), madeBy, common, tail, name, extra);
    offset += head.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
