// What inflating alone takes: the log is unpacked by node:zlib and thrown away.
//
//     node inflate.mjs LOG.gz
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const CHUNK = 256 * 1024; // with the default of 16 KiB it takes several times as long

for await (const _ of createReadStream(process.argv[2], { highWaterMark: CHUNK }).pipe(
  createGunzip({ chunkSize: CHUNK }),
)) {
  // the next, please
}
