import type { TextReading } from './program.ts';

/**
 * A text format cut into pieces, whatever language it was written in. `[%t] %O` of Apache and `[$time_local] $bytes_sent`
 * of nginx both become: literal, field, literal, field.
 */
export type LogToken = LiteralToken | FieldToken;

export interface LiteralToken {
  readonly kind: 'literal';
  readonly text: string;
  /** Where in the format's text, in characters from 0. */
  readonly offset: number;
}

export interface FieldToken {
  readonly kind: 'field';
  /** As the format's author wrote it: `$host`, `%{Host}i`. */
  readonly written: string;
  /** What roles are chosen by: `host`. */
  readonly name: string;
  readonly reading: TextReading;
  /** The character its text always begins with: it tells `$host` and `$request_uri` apart when they touch. */
  readonly begins?: string;
  readonly offset: number;
}
