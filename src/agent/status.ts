/** How an input is doing, for the heartbeat. */
export interface InputStatus {
  /** The pattern; a live server's address, without user and password. */
  readonly input: string;
  /** 'log', or a live server's key in agent.yaml. */
  readonly kind: string;
  readonly format: string;
  /** How many files match; of a live server 0. */
  readonly files: number;
  readonly fault: string | null;
  readonly live?: LiveInputStatus;
}

/** How a live server's metering is. */
export interface LiveInputStatus {
  /** One word, explained in docs/live.md, and a sentence for people. */
  readonly state: string;
  readonly sentence: string;
  /** The newest poll that told something, Unix milliseconds. */
  readonly lastPoll: number | null;
  /** Polls since then that told nothing. */
  readonly missedPolls: number;
  readonly viewers: number;
  readonly publishers: number;
  readonly quarantinedBytes: number;
  /** Callbacks that could not be understood, or not be kept. */
  readonly lostHooks: number;
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
