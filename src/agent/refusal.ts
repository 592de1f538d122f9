/** Why a server will not take a parcel as it is: what its problem+json said. */
export interface Refusal {
  /** 400, 409 or 413. */
  readonly status: number;
  /** Such as `format-changed`. */
  readonly code: string;
  /** The server's sentence. */
  readonly detail: string;
  /** Of `format-changed`: how many bytes of the segment are counted there. */
  readonly bytes?: number;
}
