import type { ZoneTime } from '../../figures/zone-time.ts';
import type { SignedRequest } from '../../signing/request.ts';
import type { Texts } from '../../text/en.ts';

/** One input of a form. A secret is shown as dots and never leaves the page. */
export interface Field {
  readonly name: keyof Texts['apis']['fields'];
  readonly kind: 'text' | 'secret' | 'time' | 'domains' | 'liveDomain';
  readonly choices?: readonly string[];
  readonly isOptional?: boolean;
}

export type Values = Readonly<Partial<Record<Field['name'], string>>>;

export interface SigningContext {
  /** Host and port as the browser and the shell call it: two vendors sign it. */
  readonly host: string;
  /** The account's clocks. */
  readonly time: ZoneTime;
  /** Unix seconds. */
  readonly now: number;
  /** Makes a Tencent request different from the one before. */
  readonly nonce: number;
}

/** A vendor's API as a form: what must be known to ask it, and how the question is signed. */
export interface ApiForm {
  readonly id: string;
  readonly title: string;
  /** WebCrypto is only there on https and localhost. */
  readonly needsWebCrypto: (values: Values) => boolean;
  readonly worksOnce?: boolean;
  readonly fields: (values: Values) => readonly Field[];
  readonly sign: (values: Values, context: SigningContext) => Promise<SignedRequest>;
}

/** The range, as every vendor asks for it. */
export const TIMES: readonly Field[] = [
  { name: 'from', kind: 'time' },
  { name: 'to', kind: 'time' },
];

/** '2026-10-01T12:05' as an input has it -> '2026-10-01 12:05' */
export function spaced(local: string): string {
  return local.replace('T', ' ');
}
