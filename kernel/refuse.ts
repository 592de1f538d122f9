import { REFUSED } from './memory';

/** The line is left to the reference parser, whatever later ops find in it. */
@inline export function refuse(line: u32): void {
  store<u32>(REFUSED + (<usize>line << 2), 1);
}
