/** Which segment a batch was refused for, and what is counted of it: from that its sender decides whether to replace it. */
export interface CountedSegment {
  /** Its index in the stream. */
  readonly segment: number;
  /** Bytes of it that are counted. */
  readonly bytes: number;
}

/**
 * Why a batch was refused, in the words the sender gets. `status` is the HTTP status; only 503 is worth trying again. What
 * contradicts the ledger (409) tells what the ledger has.
 */
export class IngestFault extends Error {
  readonly status: 400 | 403 | 409 | 503;
  readonly code:
    | 'invalid'
    | 'foreign-node'
    | 'retired'
    | 'edited'
    | 'format-changed'
    | 'final'
    | 'replacement-unfinished'
    | 'unavailable';
  readonly counted: CountedSegment | undefined;

  constructor(
    status: IngestFault['status'],
    code: IngestFault['code'],
    message: string,
    { counted, ...options }: ErrorOptions & { readonly counted?: CountedSegment } = {},
  ) {
    super(message, options);
    this.name = 'IngestFault';
    this.status = status;
    this.code = code;
    this.counted = counted;
  }

  /** A retired node may send nothing more, neither usage nor heartbeats. */
  static retired(node: string): IngestFault {
    return new IngestFault(
      403,
      'retired',
      `the node ${node} is retired; weir nodes unretire ${node} lets it send again`,
    );
  }
}
