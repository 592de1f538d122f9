import { Decompress } from 'fzstd';
import { ByteQueue } from './byte-queue.ts';
import { LogReadError } from './log-read-error.ts';
import { XxHash64 } from './xxhash64.ts';
import { CHECKSUM_FLAG, DESCRIPTOR_AT, type FrameHead, frameHead, HEAD_BYTES } from './zstd-frame.ts';

/** What `zstd -d` accepts without being told otherwise. */
const MAX_WINDOW_BYTES = 128 * 2 ** 20;

/**
 * Decompresses a zstd file: its frames, however many, are one stream; skippable ones are left out. The frames are walked
 * here block by block, so that the decoder only ever sees whole blocks of an acceptable frame, and their lengths and
 * checksums, which the decoder ignores, are verified. Throws LogReadError for a cut, damaged or greedy file.
 *
 * fzstd everywhere: node:zlib has no zstd before Node 22.15, and two decoders would be two sets of faults.
 */
export async function* unzstd(path: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new ByteQueue(chunks);
  let frameAt = 0;
  try {
    for (; await input.has(1); frameAt = input.taken) yield* readFrame(input);
  } catch (error) {
    if (!(error instanceof ZstdFault)) throw error;
    throw new LogReadError(path, `${error.message}, in the zstd frame that starts at byte ${frameAt} of the file`);
  } finally {
    await input.close();
  }
}

class ZstdFault extends Error {}

const CUT = 'the data ends too early';

type ZstdHead = Extract<FrameHead, { kind: 'zstd' }>;

async function* readFrame(input: ByteQueue): AsyncGenerator<Uint8Array> {
  await input.has(HEAD_BYTES); // a whole frame may be shorter than the longest head
  const head = frameHead(input.peek().subarray(0, HEAD_BYTES));
  if (head === 'cut') throw new ZstdFault(CUT);
  if (head === 'damaged') throw new ZstdFault('this is no zstd frame, or one that needs a dictionary');
  if (head.kind === 'zstd') yield* readZstdFrame(input, head);
  else if (!(await input.skip(head.bytes))) throw new ZstdFault(CUT);
}

async function* readZstdFrame(input: ByteQueue, head: ZstdHead): AsyncGenerator<Uint8Array> {
  if (head.windowBytes > MAX_WINDOW_BYTES) {
    throw new ZstdFault(`its window is ${head.windowBytes} bytes, at most ${MAX_WINDOW_BYTES} are accepted`);
  }
  const hash = new XxHash64();
  let length = 0;
  for await (const data of readBlocks(input, head)) {
    if (head.hasChecksum) hash.update(data);
    length += data.length;
    yield data;
  }
  if (head.contentBytes !== undefined && BigInt(length) !== head.contentBytes) {
    throw new ZstdFault(`the data is damaged: ${length} bytes came out where ${head.contentBytes} were announced`);
  }
  if (head.hasChecksum && (await takeAll(input, 4)).readUInt32LE() !== hash.low32()) {
    throw new ZstdFault('the data is damaged: its checksum does not agree');
  }
}

async function* readBlocks(input: ByteQueue, { headBytes }: ZstdHead): AsyncGenerator<Uint8Array> {
  const output: Uint8Array[] = [];
  const decoder = new Decompress((data) => output.push(data));
  const head = Buffer.from(await takeAll(input, headBytes));
  head[DESCRIPTOR_AT]! &= ~CHECKSUM_FLAG; // the decoder would wait for the checksum, only to ignore it
  decode(decoder, head, false);
  for (let isLast = false; !isLast; ) {
    const blockHead = await takeAll(input, 3);
    const word = blockHead.readUIntLE(0, 3); // RFC 8878, section 3.1.1.2: last flag, two bits of type, size
    isLast = (word & 1) === 1;
    const isRun = ((word >> 1) & 3) === 1; // one byte, repeated
    decode(decoder, Buffer.concat([blockHead, await takeAll(input, isRun ? 1 : word >> 3)]), false);
    yield* output.splice(0);
  }
  decode(decoder, new Uint8Array(0), true); // it holds the first 18 bytes back until then
  yield* output.splice(0);
}

async function takeAll(input: ByteQueue, bytes: number): Promise<Buffer> {
  const taken = await input.take(bytes);
  if (taken === undefined) throw new ZstdFault(CUT);
  return taken;
}

function decode(decoder: Decompress, bytes: Uint8Array, isFinal: boolean): void {
  try {
    decoder.push(bytes, isFinal);
  } catch (error) {
    throw new ZstdFault(`the data is damaged (${error instanceof Error ? error.message : String(error)})`);
  }
}
