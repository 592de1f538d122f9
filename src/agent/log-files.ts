/**
 * The file system as the agent sees it: patterns to list, files to look at and to read. `nodeLogFiles` is the real one;
 * tests have one in memory, with a clock and faults of its own.
 */
export interface LogFiles {
  /** The regular files that match, behind symbolic links where there are any. Never rejects for what a folder is like. */
  list(pattern: string): Promise<Listing>;
  /** Throws a LogReadError. */
  open(path: string): LogFile;
  /** Calls back when files may have come, gone or been renamed. Only saves time: listing finds everything too. */
  watch(patterns: readonly string[], onChange: () => void): { close(): void };
}

export interface Listing {
  readonly files: readonly ListedFile[];
  /** Why some of the folders could not be read; a folder that is not there is no fault. */
  readonly fault: string | null;
}

export interface ListedFile {
  readonly path: string;
  readonly facts: FileFacts;
}

/** What looking at a file tells without reading it. */
export interface FileFacts {
  /** Device and inode, `2049:131`: the same whatever the file is called, free for another file once it is deleted. */
  readonly id: string;
  readonly size: number;
  /** Last change of the content, Unix nanoseconds. */
  readonly modifiedNs: bigint;
  /** Last change of anything, its name and permissions included. */
  readonly changedNs: bigint;
}

/** An open file: it can be read to its end even when its name is gone. */
export interface LogFile {
  facts(): FileFacts;
  /** Reads from a position into all of a buffer. Out: how many bytes there were; fewer only at the file's end. */
  read(into: Uint8Array, position: number): number;
  close(): void;
}

/** Nothing that was written since could be missing from what was read before. */
export function isUntouched(a: FileFacts, b: FileFacts): boolean {
  return a.size === b.size && a.modifiedNs === b.modifiedNs && a.changedNs === b.changedNs && a.id === b.id;
}
