/**
 * XXH64 (Yann Collet's xxHash specification, seed 0), as far as zstd needs it: its low 32 bits are a frame's checksum.
 *
 *     const hash = new XxHash64(); hash.update(bytes); hash.low32()
 *
 * 64-bit numbers are pairs of 32-bit halves here: BigInt would be slower than decompressing.
 */
export class XxHash64 {
  /** Four accumulators: low and high half of each. */
  readonly #lanes = new Int32Array(8);
  readonly #rest = Buffer.alloc(STRIPE);
  #restLength = 0;
  #length = 0;

  constructor() {
    const starts = [P1 + P2, P2, 0n, -P1];
    starts.forEach((start, lane) => {
      const value = BigInt.asUintN(64, start);
      this.#lanes[2 * lane] = Number(value & 0xffffffffn);
      this.#lanes[2 * lane + 1] = Number(value >> 32n);
    });
  }

  update(bytes: Uint8Array): void {
    let at = 0;
    this.#length += bytes.length;
    if (this.#restLength > 0) {
      at = Math.min(bytes.length, STRIPE - this.#restLength);
      this.#keep(bytes.subarray(0, at));
      if (this.#restLength < STRIPE) return;
      addStripes(this.#lanes, this.#rest, 0, STRIPE);
      this.#restLength = 0;
    }
    const end = bytes.length - ((bytes.length - at) % STRIPE);
    addStripes(this.#lanes, bytes, at, end);
    this.#keep(bytes.subarray(end));
  }

  low32(): number {
    return Number(this.#finish() & 0xffffffffn);
  }

  #keep(bytes: Uint8Array): void {
    this.#rest.set(bytes, this.#restLength);
    this.#restLength += bytes.length;
  }

  /** The end is once a frame: plain BigInt, as the specification writes it. */
  #finish(): bigint {
    const lanes = [0, 1, 2, 3].map(
      (i) => (BigInt(this.#lanes[2 * i + 1]! >>> 0) << 32n) | BigInt(this.#lanes[2 * i]! >>> 0),
    );
    let hash = this.#length < STRIPE ? P5 : merged(lanes);
    hash = u64(hash + BigInt(this.#length));
    const rest = this.#rest.subarray(0, this.#restLength);
    let at = 0;
    for (; at + 8 <= rest.length; at += 8)
      hash = u64(rotate64(hash ^ round(0n, rest.readBigUInt64LE(at)), 27n) * P1 + P4);
    if (at + 4 <= rest.length) {
      hash = u64(rotate64(hash ^ u64(BigInt(rest.readUInt32LE(at)) * P1), 23n) * P2 + P3);
      at += 4;
    }
    for (; at < rest.length; at++) hash = u64(rotate64(hash ^ u64(BigInt(rest[at]!) * P5), 11n) * P1);
    hash = u64((hash ^ (hash >> 33n)) * P2);
    hash = u64((hash ^ (hash >> 29n)) * P3);
    return hash ^ (hash >> 32n);
  }
}

const STRIPE = 32;
const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

function u64(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function rotate64(value: bigint, bits: bigint): bigint {
  return u64(value << bits) | (value >> (64n - bits));
}

function round(lane: bigint, input: bigint): bigint {
  return u64(rotate64(u64(lane + input * P2), 31n) * P1);
}

function merged(lanes: readonly bigint[]): bigint {
  let hash = [1n, 7n, 12n, 18n].reduce((sum, bits, i) => sum + rotate64(lanes[i]!, bits), 0n);
  for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * P1 + P4);
  return u64(hash);
}

const P1_LOW = Number(P1 & 0xffffffffn) | 0;
const P1_HIGH = Number(P1 >> 32n) | 0;
const P2_LOW = Number(P2 & 0xffffffffn) | 0;
const P2_HIGH = Number(P2 >> 32n) | 0;

/** The same round as above on halves, for every stripe of 32 bytes in [start, end). */
function addStripes(lanes: Int32Array, bytes: Uint8Array, start: number, end: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; at < end; at += 8) {
    const lane = ((at - start) >> 2) & 6;
    const inLow = view.getInt32(at, true);
    const inHigh = view.getInt32(at + 4, true);
    const productHigh = (highOfProduct(inLow, P2_LOW) + Math.imul(inLow, P2_HIGH) + Math.imul(inHigh, P2_LOW)) | 0;
    const low = (lanes[lane]! >>> 0) + (Math.imul(inLow, P2_LOW) >>> 0);
    const high = (lanes[lane + 1]! + productHigh + (low > 0xffffffff ? 1 : 0)) | 0;
    const rotatedLow = (low << 31) | (high >>> 1) | 0;
    const rotatedHigh = (high << 31) | ((low | 0) >>> 1) | 0;
    lanes[lane] = Math.imul(rotatedLow, P1_LOW);
    lanes[lane + 1] =
      highOfProduct(rotatedLow, P1_LOW) + Math.imul(rotatedLow, P1_HIGH) + Math.imul(rotatedHigh, P1_LOW);
  }
}

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers, by halves of 16. */
function highOfProduct(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16); // below 2^32
  const middle = aLow * bHigh + (cross & 0xffff);
  return (aHigh * bHigh + (cross >>> 16) + (middle >>> 16)) | 0;
}
