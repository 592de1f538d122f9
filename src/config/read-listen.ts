import { isIPv4, isIPv6 } from 'node:net';
import type { Listen } from './config.ts';
import { text } from './read-scalar.ts';
import type { Read } from './reading.ts';

const EXPECTED = 'HOST:PORT such as 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080';

/** `127.0.0.1:8080` -> { host: '127.0.0.1', port: 8080 } */
export const listen: Read<Listen> = (spot, reading) => {
  const given = text(EXPECTED)(spot, reading);
  if (given === undefined) return undefined;
  return parseListen(given) ?? reading.refuse(spot, `is no address to listen on: ${EXPECTED} is expected`);
};

function parseListen(given: string): Listen | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(given) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) return undefined;
  if (bracketed !== undefined) return isIPv6(bracketed) ? { host: bracketed, port } : undefined;
  return isHost(plain!) ? { host: plain!, port } : undefined;
}

/** Digits and dots only are an address or a mistake, never a name. */
function isHost(host: string): boolean {
  return isIPv4(host) || (/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(host) && !/^[\d.]+$/.test(host));
}
