import { garbled } from './read-json.ts';

/** An element: its name, its text where it has no children, and its children. Attributes are not kept. */
export interface XmlElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

export interface XmlLimits {
  /** Elements within elements; default 32. */
  readonly depth?: number;
  /** In all; default 2 million. */
  readonly elements?: number;
}

/**
 * Reads the XML that status pages are written in: elements, text, the five entities and character numbers, comments and
 * processing instructions. What an honest page does not have is refused, above all a document type, so that no entity can
 * grow; limits keep a deep or endless one from costing more than its text.
 *
 *     xmlTree('<a><b>1 &lt; 2</b></a>')    // { name: 'a', text: '', children: [{ name: 'b', text: '1 < 2', children: [] }] }
 *
 * Throws SourceFault (`garbled`) with the place.
 */
export function xmlTree(text: string, { depth = 32, elements = 2_000_000 }: XmlLimits = {}): XmlElement {
  const root: XmlElement = { name: '', text: '', children: [] };
  const open = [root];
  let left = elements;
  let at = 0;
  while (at < text.length) {
    const parent = open.at(-1)!;
    if (text[at] !== '<') {
      at = readText(text, at, parent);
      continue;
    }
    const end = markupEnd(text, at);
    const tag = text.slice(at, end);
    if (tag.startsWith('<!--') || tag.startsWith('<?')) at = end;
    else if (tag.startsWith('<!')) throw refused(at, `${tag.slice(0, 20)} is not accepted`);
    else if (tag.startsWith('</')) at = close(open, tag, at, end);
    else {
      if (--left < 0) throw refused(at, `there are more than ${elements} elements`);
      if (open.length > depth) throw refused(at, `elements lie deeper than ${depth}`);
      const element = elementOf(tag, at);
      parent.children.push(element);
      if (!tag.endsWith('/>')) open.push(element);
      at = end;
    }
  }
  if (open.length > 1) throw refused(at, `<${open.at(-1)!.name}> is not closed`);
  const [first] = root.children;
  if (root.children.length !== 1 || root.text.trim() !== '')
    throw refused(at, 'one element is expected, and no text around it');
  return first!;
}

/** The child of that name, or undefined. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function readText(text: string, at: number, parent: XmlElement): number {
  const next = text.indexOf('<', at);
  const end = next < 0 ? text.length : next;
  parent.text += decoded(text.slice(at, end), at);
  return end;
}

/** Behind the markup that begins at `at`. An attribute may hold a '>'; a status page's do not, but its comments may. */
function markupEnd(text: string, at: number): number {
  const last = text.startsWith('<!--', at) ? '-->' : text.startsWith('<?', at) ? '?>' : '>';
  const end = text.indexOf(last, at + 1);
  if (end < 0) throw refused(at, `${text.slice(at, at + 20)} does not end`);
  return end + last.length;
}

const NAME = /^<([A-Za-z_][\w.:-]*)(?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*\/?>$/;

function elementOf(tag: string, at: number): XmlElement {
  const name = tag.length <= 4096 ? NAME.exec(tag)?.[1] : undefined;
  if (name === undefined) throw refused(at, `${tag.slice(0, 40)} is no tag`);
  return { name, text: '', children: [] };
}

function close(open: XmlElement[], tag: string, at: number, end: number): number {
  const element = open.pop()!;
  if (open.length === 0 || tag.slice(2, -1).trimEnd() !== element.name) {
    throw refused(at, `${tag.slice(0, 40)} closes nothing that is open`);
  }
  return end;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** One reference after the other: a replacing RegExp finds all of them before the first is refused. */
function decoded(text: string, at: number): string {
  let result = '';
  let from = 0;
  for (let amp = text.indexOf('&'); amp >= 0; amp = text.indexOf('&', from)) {
    const reference = /^&[^;&]{1,12};/.exec(text.slice(amp, amp + 14))?.[0];
    const sign = reference && signOf(reference.slice(1, -1));
    if (!sign) throw refused(at + amp, `${text.slice(amp, amp + 14)} is no entity that is accepted`);
    result += text.slice(from, amp) + sign;
    from = amp + reference.length;
  }
  return result + text.slice(from);
}

function signOf(name: string): string | undefined {
  const code = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}))$/.exec(name);
  if (!code) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const value = code[1] ? Number(code[1]) : Number.parseInt(code[2]!, 16);
  return value > 0 && value <= 0x10ffff ? String.fromCodePoint(value) : undefined;
}

function refused(at: number, message: string): Error {
  return garbled(`XML at character ${at}: ${message}`);
}
