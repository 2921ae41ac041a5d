/** What the walkers of picture containers hand to image.ts. Types only. */

/** What a container walker cuts out of a picture. */
export interface ImagePackets {
  readonly exif: Uint8Array[];
  readonly xmp: Uint8Array[];
  readonly iptc: Uint8Array[];
  readonly photoshop: Uint8Array[];
  readonly comments: Uint8Array[];
  /** [width, height] in pixels, when the container says. */
  size: readonly [number, number] | null;
}
