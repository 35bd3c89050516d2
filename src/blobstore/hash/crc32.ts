// CRC-32 with the face of a hash.
import { crc32 } from "node:zlib";

export class Crc32 {
  constructor(private value = 0) {}

  update(bytes: Uint8Array): void {
    this.value = crc32(bytes, this.value);
  }

  copy(): Crc32 {
    return new Crc32(this.value);
  }

  digest(_encoding: "hex"): string {
    return this.value.toString(16).padStart(8, "0");
  }
}
