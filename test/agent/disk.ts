import type { LogFiles } from '../../src/agent/log-files.ts';

/** A disk that tests can do to what happens to logs: one is the machine's own, one is in memory. Paths are absolute. */
export interface Disk {
  readonly files: LogFiles;
  /** A folder of its own, that exists. */
  readonly folder: string;
  /** Adds to a file, which is made where there is none. */
  append(path: string, text: string | Uint8Array): void;
  /** Truncates the file and writes it anew: the same inode. */
  rewrite(path: string, text: string | Uint8Array): void;
  read(path: string): Buffer;
  exists(path: string): boolean;
  rename(from: string, to: string): void;
  remove(path: string): void;
  truncate(path: string, size: number): void;
  symlink(target: string, path: string): void;
  hardlink(target: string, path: string): void;
  mkdir(path: string): void;
  /** Without it nobody may read the file. */
  permit(path: string, mayRead: boolean): void;
  /** A process that keeps the file open, whatever becomes of its name; `appends`: behind what is there at each time. */
  writer(path: string, options?: { readonly appends: boolean }): DiskWriter;
  close(): void;
}

export interface DiskWriter {
  write(text: string | Uint8Array): void;
  close(): void;
}
