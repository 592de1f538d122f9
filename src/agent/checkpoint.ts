/**
 * What an agent remembers over a restart, as plain JSON. It only saves time: without it, or with an older one, every log
 * is metered again, and the server knows the same segments already.
 */
export interface Checkpoint {
  readonly version: 1;
  /** Under another name nothing was sent yet. */
  readonly node: string;
  readonly files: readonly SettledFile[];
  readonly streams: readonly StreamPlace[];
}

/** A file of which everything was acknowledged: not to be opened while it is as it was. */
export interface SettledFile {
  readonly id: string;
  readonly size: number;
  /** Decimal digits: nanoseconds need more than 53 bits. */
  readonly modifiedNs: string;
  readonly stream: string;
  /** Of the stream, for people. */
  readonly bytes: number;
  readonly isCompressed: boolean;
}

/** Where a stream is to be read on from: the start of its first segment that is not closed and acknowledged. */
export interface StreamPlace {
  readonly stream: string;
  readonly offset: number;
  /** The header in force there, for formats that have one. */
  readonly columns?: string;
}

/** undefined: it is none, or another node's: do without. */
export function readCheckpoint(saved: unknown, node: string): Checkpoint | undefined {
  const checkpoint = saved as Partial<Checkpoint> | null | undefined;
  if (checkpoint?.version !== 1 || checkpoint.node !== node) return undefined;
  const { files, streams } = checkpoint;
  const isSound = Array.isArray(files) && Array.isArray(streams) && files.every(isSettled) && streams.every(isPlace);
  return isSound ? { version: 1, node, files, streams } : undefined;
}

function isSettled(file: Partial<SettledFile> | null): boolean {
  const texts = [file?.id, file?.modifiedNs, file?.stream];
  return texts.every(isText) && [file?.size, file?.bytes].every(isCount) && typeof file?.isCompressed === 'boolean';
}

function isPlace(place: Partial<StreamPlace> | null): boolean {
  return isText(place?.stream) && isCount(place?.offset) && (place?.columns === undefined || isText(place.columns));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
