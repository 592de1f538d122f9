/** Why a server will not take a parcel as it is, however often it comes: what its problem+json said. */
export interface Refusal {
  /** 400, 409 or 413. */
  readonly status: number;
  /** Of docs/errors.md, such as `edited`; the status where the answer had none. */
  readonly code: string;
  /** The server's sentence. */
  readonly message: string;
  /** Of a 409: the index of the segment, and how many of its bytes are counted there. */
  readonly segment?: number;
  readonly bytes?: number;
}
