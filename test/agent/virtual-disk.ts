import type { FileFacts, Listing, LogFile, LogFiles } from '../../src/agent/log-files.ts';
import { PathPattern } from '../../src/agent/path-pattern.ts';
import { LogReadError } from '../../src/meter/log-read-error.ts';
import type { Disk, DiskWriter } from './disk.ts';

interface Inode {
  readonly number: number;
  data: Buffer;
  modified: bigint;
  changed: bigint;
  links: number;
  openings: number;
  mayRead: boolean;
}

/**
 * A disk in memory, as far as an agent can tell it from a real one: inodes that outlive their names while they are open and
 * are used again after that, symbolic and hard links, holes, time stamps from a clock of its own. `onAccess` is called before
 * everything that the agent does with it, and may throw.
 */
export class VirtualDisk implements Disk {
  readonly folder = '/log';
  readonly files: LogFiles;
  onAccess: () => void = () => {};
  /** Unix milliseconds; the finest difference that time stamps can show is a nanosecond. */
  now: () => number;
  readonly #names = new Map<string, Inode>();
  readonly #links = new Map<string, string>();
  readonly #folders = new Set(['/log']);
  readonly #free: number[] = [];
  readonly #agents = new Set<() => void>();
  #lastInode = 10;
  #tick = 0;
  readonly #patterns = new Map<string, PathPattern>();

  constructor(now: () => number = () => 0) {
    this.now = now;
    this.files = {
      list: async (pattern) => this.#list(pattern),
      open: (path) => this.#open(path),
      watch: () => ({ close: () => {} }),
    };
  }

  append(path: string, text: string | Uint8Array): void {
    const inode = this.#at(path) ?? this.#create(path);
    this.#change(inode, Buffer.concat([inode.data, Buffer.from(text as string)]));
  }

  rewrite(path: string, text: string | Uint8Array): void {
    this.#change(this.#at(path) ?? this.#create(path), Buffer.from(text as string));
  }

  read(path: string): Buffer {
    return this.#must(path).data;
  }

  exists(path: string): boolean {
    return this.#at(path) !== undefined;
  }

  rename(from: string, to: string): void {
    const inode = this.#names.get(from)!;
    if (this.#names.has(to)) this.remove(to);
    this.#names.delete(from);
    this.#names.set(to, inode);
    inode.changed = this.#stamp();
  }

  remove(path: string): void {
    if (this.#links.delete(path)) return;
    const inode = this.#names.get(path)!;
    this.#names.delete(path);
    inode.links--;
    inode.changed = this.#stamp();
    this.#release(inode);
  }

  truncate(path: string, size: number): void {
    const inode = this.#must(path);
    this.#change(inode, Buffer.from(inode.data.subarray(0, size)));
  }

  symlink(target: string, path: string): void {
    this.#links.set(path, target);
  }

  hardlink(target: string, path: string): void {
    const inode = this.#must(target);
    inode.links++;
    inode.changed = this.#stamp();
    this.#names.set(path, inode);
  }

  mkdir(path: string): void {
    this.#folders.add(path);
  }

  permit(path: string, mayRead: boolean): void {
    const inode = this.#must(path);
    inode.mayRead = mayRead;
    inode.changed = this.#stamp();
  }

  writer(path: string, { appends } = { appends: true }): DiskWriter {
    const inode = this.#at(path) ?? this.#create(path);
    if (!appends) this.#change(inode, Buffer.alloc(0));
    inode.openings++;
    let position = 0;
    return {
      write: (text) => {
        const bytes = Buffer.from(text as string);
        const at = appends ? inode.data.length : position;
        const data = Buffer.alloc(Math.max(inode.data.length, at + bytes.length));
        inode.data.copy(data);
        bytes.copy(data, at);
        position = at + bytes.length;
        this.#change(inode, data);
      },
      close: () => this.#closed(inode),
    };
  }

  close(): void {}

  #list(text: string): Listing {
    this.onAccess();
    const pattern = this.#patterns.get(text) ?? new PathPattern(text);
    this.#patterns.set(text, pattern);
    const paths = [...this.#names.keys(), ...this.#links.keys()].filter((path) => pattern.matches(path)).sort();
    const files = paths.flatMap((path) => {
      const inode = this.#at(path);
      return inode ? [{ path, facts: factsOf(inode) }] : [];
    });
    return { files, fault: null };
  }

  #open(path: string): LogFile {
    this.onAccess();
    const inode = this.#at(path);
    if (!inode) throw new LogReadError(path, 'there is no such file');
    if (!inode.mayRead) throw new LogReadError(path, 'no permission to read it');
    inode.openings++;
    let isOpen = true;
    const close = () => {
      if (isOpen) this.#closed(inode);
      isOpen = false;
      this.#agents.delete(close);
    };
    this.#agents.add(close);
    return {
      facts: () => {
        this.onAccess();
        return factsOf(inode);
      },
      read: (into, position) => {
        this.onAccess();
        return inode.data.copy(into, 0, Math.min(position, inode.data.length), position + into.length);
      },
      close,
    };
  }

  /** How many files the agent has open. */
  get agentsFiles(): number {
    return this.#agents.size;
  }

  /** The agent's process has ended: the system closes what it had open. */
  endAgent(): void {
    for (const close of this.#agents) close();
  }

  #at(path: string): Inode | undefined {
    const target = this.#links.get(path);
    return target === undefined ? this.#names.get(path) : this.#names.get(target);
  }

  #must(path: string): Inode {
    const inode = this.#at(path);
    if (!inode) throw new Error(`the test expects ${path} to be there`);
    return inode;
  }

  #create(path: string): Inode {
    const name = this.#links.get(path) ?? path;
    const folder = name.slice(0, name.lastIndexOf('/'));
    if (!this.#folders.has(folder)) throw new Error(`the test expects the folder ${folder} to be there`);
    const number = this.#free.pop() ?? ++this.#lastInode;
    const stamp = this.#stamp();
    const inode = {
      number,
      data: Buffer.alloc(0),
      modified: stamp,
      changed: stamp,
      links: 1,
      openings: 0,
      mayRead: true,
    };
    this.#names.set(name, inode);
    return inode;
  }

  #change(inode: Inode, data: Buffer): void {
    inode.data = data;
    inode.modified = this.#stamp();
    inode.changed = inode.modified;
  }

  #closed(inode: Inode): void {
    inode.openings--;
    this.#release(inode);
  }

  #release(inode: Inode): void {
    if (inode.links === 0 && inode.openings === 0) this.#free.push(inode.number);
  }

  /** Nanoseconds within the clock's milliseconds keep changes apart. */
  #stamp(): bigint {
    this.#tick = (this.#tick + 1) % 1_000_000;
    return BigInt(this.now()) * 1_000_000n + BigInt(this.#tick);
  }
}

function factsOf({ number, data, modified, changed }: Inode): FileFacts {
  return { id: `1:${number}`, size: data.length, modifiedNs: modified, changedNs: changed };
}
