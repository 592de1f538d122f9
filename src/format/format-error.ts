/** A log format cannot be used. The message names what is wrong and what would be accepted. */
export class FormatError extends Error {
  /** Where in the format's text, in characters from 0, for faults that have a place. */
  readonly offset: number | undefined;

  constructor(message: string, offset?: number) {
    super(offset === undefined ? message : `${message} (at character ${offset + 1} of the format)`);
    this.name = 'FormatError';
    this.offset = offset;
  }
}
