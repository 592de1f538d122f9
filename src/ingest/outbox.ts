import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Packed batches kept back in a temporary file until it is certain that they may be sent. Compressed data can turn out to
 * be damaged at its very end, where its checksum stands; what was metered before that must never reach a server.
 *
 *     await outbox.add(packed); ...; for await (const packed of outbox.take()) await send(packed); await outbox.close();
 */
export class Outbox {
  #file: { readonly handle: FileHandle; readonly folder: string } | undefined;
  readonly #lengths: number[] = [];

  async add(packed: Uint8Array): Promise<void> {
    this.#file ??= await temporaryFile();
    await this.#file.handle.write(packed);
    this.#lengths.push(packed.length);
  }

  async *take(): AsyncGenerator<Buffer<ArrayBuffer>> {
    let position = 0;
    for (const length of this.#lengths) {
      const packed = Buffer.alloc(length);
      await this.#file!.handle.read(packed, 0, length, position);
      position += length;
      yield packed;
    }
  }

  async close(): Promise<void> {
    await this.#file?.handle.close();
    if (this.#file) await rm(this.#file.folder, { recursive: true, force: true });
  }
}

async function temporaryFile(): Promise<{ handle: FileHandle; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-outbox-'));
  return { handle: await open(join(folder, 'batches'), 'w+'), folder };
}
