/** A number from 0 to below - 1: `createRandom(seed).below`. */
export type Random = (below: number) => number;

const PIECES = [
  '"',
  ' ',
  '-',
  '0',
  '9',
  '99999999999999999999',
  ', ',
  ' : ',
  '\n',
  '\r',
  '\0',
  '#',
  '[',
  '}',
  '\\',
  'é',
  '\t',
  '|',
  '.',
  '" "',
];

/** The line with one to four small injuries: bytes removed, replaced, put in. */
export function mutated(line: Buffer, random: Random): Buffer {
  let bytes = line;
  for (let n = random(4) + 1; n > 0; n--) {
    const at = random(bytes.length + 1);
    const piece = random(4) === 0 ? Buffer.from([random(256)]) : Buffer.from(PIECES[random(PIECES.length)]!);
    const removed = random(3) === 0 ? random(20) : random(2);
    bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + removed)]);
  }
  return bytes;
}
