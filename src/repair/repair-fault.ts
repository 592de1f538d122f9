/** Why an operator's wish cannot be carried out. `status` is the HTTP status, `code` stands in docs/errors.md. */
export class RepairFault extends Error {
  readonly status: 404 | 409;
  readonly code: 'unknown-node' | 'unknown-stream' | 'unknown-removal' | 'name-in-use';

  constructor(status: RepairFault['status'], code: RepairFault['code'], message: string) {
    super(message);
    this.name = 'RepairFault';
    this.status = status;
    this.code = code;
  }
}
