/**
 * How many of a Unix time's last digits are a fraction of a second: 0, 3, 6 or 9. In: its number of digits, without leading
 * zeros and decimals.
 *
 *     1767225600            10 digits -> 0    seconds reach 10^11 in the year 5138
 *     1767225600123         13 digits -> 3    milliseconds passed 10^11 in 1973 and reach 10^14 in 5138
 *     1767225600123456      16 digits -> 6    microseconds passed 10^14 in 1973, and so on
 *     1767225600123456789   19 digits -> 9
 */
export function unixPlaces(digits: number): 0 | 3 | 6 | 9 {
  if (digits < 12) return 0;
  if (digits < 15) return 3;
  return digits < 18 ? 6 : 9;
}
