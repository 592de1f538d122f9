/** Seconds for people: `93 days`, or `5400 s` where they are no whole days. */
export function durationText(seconds: number): string {
  const days = seconds / 86_400;
  if (!Number.isInteger(days)) return `${seconds} s`;
  return days === 1 ? '1 day' : `${days} days`;
}
