/** How an input is doing, for the heartbeat. */
export interface InputStatus {
  /** The pattern. */
  readonly input: string;
  readonly kind: 'log';
  readonly format: string;
  /** How many files match. */
  readonly files: number;
  readonly fault: string | null;
}

/**
 * | state     | the log is                                                                        |
 * |-----------|-----------------------------------------------------------------------------------|
 * | following | being read, or read to its end                                                    |
 * | complete  | compressed, and read to its checksum                                              |
 * | waiting   | without a first line yet, compressed but not whole, or not readable (see `fault`)  |
 * | refused   | not taken by the server (see `fault`), nothing more of it is sent                 |
 * | gone      | deleted or renamed away                                                           |
 */
export type StreamState = 'following' | 'complete' | 'refused' | 'waiting' | 'gone';

/** How one log is doing. Lines are those metered since the agent started. */
export interface StreamStatus {
  readonly path: string;
  /** null: its first line is not complete. */
  readonly stream: string | null;
  readonly format: string;
  /** Bytes metered, from the stream's start. */
  readonly bytes: number;
  /** Length of the unterminated last line. */
  readonly pendingBytes: number;
  /** There, not read yet; of a compressed file its compressed bytes. */
  readonly lagBytes: number;
  /** Newest minute metered, Unix seconds. */
  readonly lastLine: number | null;
  readonly lines: number;
  readonly rejected: number;
  readonly slowLines: number;
  readonly state: StreamState;
  readonly fault: string | null;
}
