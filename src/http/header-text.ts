/** A header's value as its sender wrote it: Node gives one character a byte, clients send (and sign) UTF-8. */
export function headerText(value: string): string {
  return /[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
}
