import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asReplacement } from '../../src/ingest/as-replacement.ts';
import { packBatch } from '../../src/ingest/client.ts';
import { decodeBatch } from '../../src/ingest/decode-batch.ts';
import { arbitraryBatch } from '../support/batches.ts';

test('a packed batch becomes a replacement and keeps everything else', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryBatch(), async (batch) => {
      const decoded = decodeBatch(gunzipSync(await asReplacement(await packBatch(batch))));
      expect(decoded).toEqual({ ...decodeBatch(gunzipSync(await packBatch(batch))), replace: true });
    }),
  );
});
