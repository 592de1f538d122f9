import type { Role, TextReading } from './program.ts';

/**
 * What Weir knows of nginx's variables (nginx.org, "Alphabetical index of variables"). Every other variable is free
 * text that nobody looks at.
 */
export interface NginxVariable {
  readonly reading: TextReading;
  /** The character its text always begins with: it tells `$host` and `$request_uri` apart when they touch. */
  readonly begins?: string;
}

const VARIABLES: Readonly<Record<string, NginxVariable>> = {
  time_local: { reading: 'time_local' },
  time_iso8601: { reading: 'time_iso8601' },
  msec: { reading: 'msec' },
  status: { reading: 'digits' },
  bytes_sent: { reading: 'digits' },
  body_bytes_sent: { reading: 'digits' },
  request_time: { reading: 'decimal' },
  request_uri: { reading: 'text', begins: '/' },
  uri: { reading: 'text', begins: '/' },
  document_uri: { reading: 'text', begins: '/' },
  // lists with spaces in them, often written without quotes
  upstream_addr: { reading: 'addresses' },
  upstream_status: { reading: 'numbers' },
  upstream_bytes_received: { reading: 'numbers' },
  upstream_bytes_sent: { reading: 'numbers' },
  upstream_response_length: { reading: 'numbers' },
  upstream_response_time: { reading: 'decimals' },
  upstream_connect_time: { reading: 'decimals' },
  upstream_header_time: { reading: 'decimals' },
  upstream_cache_status: { reading: 'words' },
};

export function nginxVariable(name: string): NginxVariable {
  return Object.hasOwn(VARIABLES, name) ? VARIABLES[name]! : { reading: 'text' };
}

/** Which variable plays a role: the first of these that the format has (weir-contract sections 2 and 3). */
export const ROLE_VARIABLES: Readonly<Record<Role, readonly string[]>> = {
  host: ['host', 'http_host', 'server_name'],
  time: ['time_iso8601', 'time_local', 'msec'],
  bytes: ['bytes_sent', 'body_bytes_sent'],
  status: ['status'],
  cache: ['upstream_cache_status'],
  origin: ['upstream_bytes_received'],
  duration: ['request_time'],
};
