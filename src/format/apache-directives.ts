import type { RoleNames } from './join-steps.ts';
import type { TextReading, TimeShape } from './program.ts';

/** What Weir knows of a directive; `name` is what roles are chosen by. */
export interface ApacheDirective {
  readonly name: string;
  readonly reading: TextReading;
  readonly begins?: string;
}

/**
 * mod_log_config's and mod_logio's directives (httpd.apache.org, "Custom Log Formats"), and those that varnishncsa and
 * Fastly added to them. Every other directive is free text that nobody looks at. `%t` is the time at which the request
 * arrived, in brackets, which the tokens add.
 */
const DIRECTIVES: Readonly<Record<string, TextReading>> = {
  '%t': 'start_clf',
  '%>s': 'digits',
  '%s': 'digits',
  '%<s': 'digits',
  '%O': 'digits',
  '%B': 'digits',
  '%b': 'bytes_clf',
  '%D': 'micros',
  '%{us}T': 'micros',
  '%{ms}T': 'millis',
  '%{s}T': 'decimal',
  '%T': 'decimal', // whole seconds from Apache, with a fraction from varnishncsa
  '%I': 'digits',
  '%p': 'digits',
  '%P': 'digits',
  '%k': 'digits',
  '%{Varnish:handling}x': 'words',
  '%{Varnish:hitmiss}x': 'words',
  '%{fastly_info.state}V': 'words',
};

/** varnishncsa's time stamps of a transaction; `Resp` is when the answer had been sent, in seconds with a fraction. */
const VARNISH_END = '%{VSL:Timestamp:Resp[1]}x';

/** `%{FORMAT}t`, after `begin:` or `end:`. A format without a zone is none of these. */
const STRFTIME: Readonly<Record<string, TimeShape>> = {
  sec: 'unix',
  '%s': 'unix',
  msec: 'unix_ms',
  '%d/%b/%Y:%H:%M:%S %z': 'clf',
  '%d/%b/%Y:%T %z': 'clf',
  '%Y-%m-%dT%H:%M:%S%z': 'iso',
  '%Y-%m-%dT%T%z': 'iso',
  '%FT%H:%M:%S%z': 'iso',
  '%FT%T%z': 'iso',
  '%FT%TZ': 'iso',
};

/** `%{end:sec}t` is exact, `%t` needs the duration: so an end is preferred (weir-contract section 3: a line's end counts). */
export const APACHE_ROLES: RoleNames = {
  host: ['%{host}i', '%V', '%v'],
  time: ['end', 'begin', '%t'],
  bytes: ['%O', '%B', '%b'],
  status: ['%>s', '%s', '%<s'],
  cache: ['%{Varnish:handling}x', '%{Varnish:hitmiss}x', '%{fastly_info.state}V'],
  origin: [],
  duration: ['%D', '%{us}T', '%{ms}T', '%{s}T', '%T'],
};

/** In: a directive without its conditions: `%>s`, `%{User-Agent}i`. */
export function apacheDirective(directive: string): ApacheDirective {
  const time = /^%\{(?:(begin|end):)?(.*)\}t$/s.exec(directive);
  if (time) return formattedTime(time[1] ?? 'begin', time[2]!, directive);
  if (directive === VARNISH_END) return { name: 'end', reading: 'msec' };
  if (directive === '%U') return { name: directive, reading: 'text', begins: '/' };
  const name = /^%\{host\}i$/i.test(directive) ? '%{host}i' : directive;
  return { name, reading: Object.hasOwn(DIRECTIVES, name) ? DIRECTIVES[name]! : 'text' };
}

function formattedTime(moment: string, format: string, directive: string): ApacheDirective {
  if (!Object.hasOwn(STRFTIME, format)) return { name: directive, reading: 'text' };
  const shape = STRFTIME[format]!;
  if (moment === 'begin') return { name: moment, reading: `start_${shape}` };
  return { name: moment, reading: shape === 'clf' ? 'time_local' : `time_${shape}` }; // %d is always two digits
}
