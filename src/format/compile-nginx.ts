import { joinSteps } from './join-steps.ts';
import type { LogToken } from './log-tokens.ts';
import { plainLogFormat } from './nginx-text.ts';
import { type NginxToken, nginxTokens } from './nginx-tokens.ts';
import { nginxVariable, ROLE_VARIABLES } from './nginx-variables.ts';
import type { Step } from './program.ts';

/**
 * An nginx log_format, as pasted, to the steps of a text program:
 *
 *     '$host $bytes_sent [$time_iso8601]'  ->  host ' ' bytes ' [' time ']'
 *
 * Throws FormatError where no line could ever be metered: no time, no byte count, two variables that run into each other.
 */
export function compileNginx(pasted: string): Step[] {
  return joinSteps(nginxTokens(plainLogFormat(pasted)).map(logToken), ROLE_VARIABLES, {
    time: '$time_iso8601, $time_local or $msec',
    bytes: '$bytes_sent or $body_bytes_sent',
  });
}

function logToken(token: NginxToken): LogToken {
  if (token.kind === 'literal') return token;
  const { name, offset } = token;
  return { kind: 'field', written: `$${name}`, name, offset, ...nginxVariable(name) };
}
