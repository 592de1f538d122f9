import Type from 'typebox';
import { Compile } from 'typebox/compile';

const Place = Type.Object({
  stream: Type.String(),
  offset: Type.Integer({ minimum: 0 }),
  columns: Type.Optional(Type.String()),
});
const Settled = Type.Object({
  id: Type.String(),
  size: Type.Integer({ minimum: 0 }),
  modifiedNs: Type.String(),
  stream: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  isCompressed: Type.Boolean(),
});
const schema = Compile(
  Type.Object({
    version: Type.Literal(1),
    node: Type.String(),
    files: Type.Array(Settled),
    streams: Type.Array(Place),
  }),
);

/** undefined: it is none, or another node's: do without. */
export function readCheckpoint(saved: unknown, node: string): Checkpoint | undefined {
  return schema.Check(saved) && saved.node === node ? saved : undefined;
}

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
