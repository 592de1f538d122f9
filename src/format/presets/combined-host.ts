import type { FormatSpec } from '../spec.ts';
import { COMBINED } from './combined.ts';

/** `combined` followed by the quoted host: the smallest change that makes a shared log billable. */
export const combinedHost: FormatSpec = { kind: 'nginx', text: `${COMBINED} "$host"` };
