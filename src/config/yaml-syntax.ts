import { Composer, type Document, type ErrorCode, Lexer, type LineCounter, Parser } from 'yaml';
import type { ConfigFault } from './fault.ts';

/** A YAML document that may be walked, or why the text is none. */
export type Syntax =
  | { readonly ok: true; readonly document: Document.Parsed }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Our deepest value stands six levels down. The library recurses and would take the process with it at some 1,000. */
const MAX_DEPTH = 40;

/** Text -> one YAML 1.2 document. The lines are told to `lines`, which then translates offsets to places. */
export function readSyntax(text: string, lines: LineCounter): Syntax {
  const fault = (offset: number, message: string): ConfigFault => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, message };
  };
  const { documents, tooDeepAt } = compose(text, lines);
  if (tooDeepAt !== undefined) {
    return { ok: false, faults: [fault(tooDeepAt, `lists and maps are nested more than ${MAX_DEPTH} levels deep`)] };
  }
  const problems = documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]);
  const faults = problems.map(({ pos, code }) => fault(pos[0], `${NO_YAML}: ${PROBLEMS[code] ?? 'it cannot be read'}`));
  const [document, second] = documents;
  if (second)
    faults.push(fault(second.range[0], `${NO_YAML}: a second document begins here; one file is one document`));
  if (document?.directives.yaml.version === '1.1') faults.push(fault(0, OLD_YAML));
  return document && faults.length === 0 ? { ok: true, document } : { ok: false, faults };
}

const NO_YAML = 'this is not YAML';
const OLD_YAML = 'YAML 1.1 is asked for, in which `off` is no text: remove the %YAML line';

/**
 * The library's lexer, parser and composer, one after the other, so that a text nested too deeply is noticed before the
 * composer, the one that recurses, sees it.
 */
function compose(text: string, lines: LineCounter): { documents: Document.Parsed[]; tooDeepAt?: number } {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false });
  const documents: Document.Parsed[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > MAX_DEPTH) return { documents, tooDeepAt: parser.offset };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return { documents };
}

// The library's own messages quote the text, which may be a secret.
const PROBLEMS: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (*name) can have neither an anchor nor a tag',
  BAD_ALIAS: 'an alias needs a name (*name); put a text that begins with * in quotes',
  BAD_DIRECTIVE: 'a line that begins with % is a directive, and this one is unknown',
  BAD_DQ_ESCAPE: 'this backslash escapes nothing: write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above',
  BAD_SCALAR_START: 'a text that begins with this character must stand in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" begins on the same line; put a text with ": " in quotes',
  BLOCK_IN_FLOW: 'a list or map in lines cannot stand inside [ ] or { }',
  MISSING_CHAR: 'a closing quote, bracket or brace, a comma or a colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a colon or a quote missing?',
  MULTIPLE_ANCHORS: 'a value can have one anchor only',
  MULTIPLE_TAGS: 'a value can have one tag only',
  TAB_AS_INDENT: 'lines are indented with spaces, not tabs',
  TAG_RESOLVE_FAILED: 'this tag (!name) is unknown; put a text that begins with ! in quotes',
  UNEXPECTED_TOKEN: 'this cannot stand here; put a text with special characters in quotes',
};
