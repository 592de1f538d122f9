import { IANAZone } from 'luxon';
import { nearestName } from './nearest-name.ts';
import { text } from './read-scalar.ts';
import type { Read } from './reading.ts';

/** A name of the IANA zone database that this Node knows. Offsets such as +08:00 are none: they have no rules for summer. */
export const timeZone: Read<string> = (spot, reading) => {
  const given = text('an IANA time zone such as Asia/Shanghai')(spot, reading);
  if (given === undefined || (/^[A-Za-z]/.test(given) && IANAZone.isValidZone(given))) return given;
  const meant = nearestName(given, Intl.supportedValuesOf('timeZone'));
  const hint = meant ? `did you mean ${meant}?` : 'an IANA name such as Asia/Shanghai or UTC is expected';
  return reading.refuse(spot, `is no time zone; ${hint}`);
};
