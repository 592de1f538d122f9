/**
 * Why a batch was refused, in the words the sender gets. `status` is the HTTP status; only 503 is worth trying again.
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

  constructor(status: IngestFault['status'], code: IngestFault['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IngestFault';
    this.status = status;
    this.code = code;
  }
}
