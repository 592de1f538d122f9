/** The part of a pino logger that is used here. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Says what is wrong once, not every second: a sentence about a subject is logged when it differs from the last one, and
 * its end is logged too.
 *
 *     notices.wrong('server', 'no server can be reached: ...');   // logged
 *     notices.wrong('server', 'no server can be reached: ...');   // not logged
 *     notices.right('server', 'a server answers again');          // logged
 */
export class Notices {
  readonly log: Log;
  readonly #standing = new Map<string, string>();

  constructor(log: Log) {
    this.log = log;
  }

  wrong(subject: string, sentence: string): void {
    if (this.#standing.get(subject) === sentence) return;
    this.#standing.set(subject, sentence);
    this.log.warn({ subject }, sentence);
  }

  right(subject: string, sentence: string): void {
    if (this.#standing.delete(subject)) this.log.info({ subject }, sentence);
  }
}
