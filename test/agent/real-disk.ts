import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeLogFiles } from '../../src/agent/node-log-files.ts';
import type { Disk } from './disk.ts';

/** The machine's own disk, in a temporary folder. */
export function realDisk(): Disk {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'weir-agent-')));
  return {
    files: nodeLogFiles(),
    folder,
    append: (path, text) => fs.appendFileSync(path, text),
    rewrite: (path, text) => fs.writeFileSync(path, text),
    read: (path) => fs.readFileSync(path),
    exists: (path) => fs.existsSync(path),
    rename: fs.renameSync,
    remove: (path) => fs.rmSync(path),
    truncate: fs.truncateSync,
    symlink: (target, path) => fs.symlinkSync(target, path),
    hardlink: fs.linkSync,
    mkdir: (path) => fs.mkdirSync(path),
    permit: (path, mayRead) => fs.chmodSync(path, mayRead ? 0o644 : 0),
    writer(path, { appends } = { appends: true }) {
      const descriptor = fs.openSync(path, appends ? 'a' : 'w');
      let position = 0;
      return {
        write(text) {
          const bytes = Buffer.from(text as string);
          fs.writeSync(descriptor, bytes, 0, bytes.length, appends ? null : position);
          position += bytes.length;
        },
        close: () => fs.closeSync(descriptor),
      };
    },
    close: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
