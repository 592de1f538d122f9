import { FormatError } from './format-error.ts';
import type { FieldStep, Role, Step, TextProgram, TextReading } from './program.ts';

/**
 * Tab-separated logs whose `#Fields:` line names the columns, as CloudFront writes them.
 *
 *     date time sc-bytes x-host-header  ->  time/time_iso TAB bytes/column TAB host/column
 *
 * `date` followed by `time` is one time, its tab included; a line with another number of columns does not fit.
 */
export function compileColumns(text: string): Step[] {
  const names = columnNames(text);
  const taken = new Set(capturedColumns(names).values());
  for (const [role, columns] of [['time', 'date time, or timestamp'] as const, ['bytes', 'sc-bytes'] as const]) {
    if (!taken.has(role)) throw new FormatError(`the columns have no ${role}: they need ${columns}`);
  }
  return columnSteps(names);
}

/**
 * The program for the lines below a header. In: the line's text behind `#Fields:`. A column that is missing there is
 * missing in every line, which is then rejected for it.
 */
export function programForColumns(program: TextProgram, text: string): TextProgram {
  const names = columnNames(text);
  const roles = new Set(capturedColumns(names).values());
  return { ...program, steps: columnSteps(names), hasHost: roles.has('host'), hasCache: roles.has('cache') };
}

function columnNames(text: string): string[] {
  const names = text.trim().split(/\s+/);
  return names.flatMap((name, i) => {
    if (name === 'date' && names[i + 1] === 'time') return ['date time'];
    return name === 'time' && names[i - 1] === 'date' ? [] : [name];
  });
}

/** Of several columns the first that the log has; names as in CloudFront's documentation of its standard logs. */
const ROLE_COLUMNS: Readonly<Partial<Record<Role, readonly string[]>>> = {
  host: ['x-host-header', 'cs(Host)'], // the second is the distribution's own name, the same for all of its domains
  time: ['date time', 'timestamp(ms)', 'timestamp'],
  bytes: ['sc-bytes'],
  status: ['sc-status'],
  cache: ['x-edge-result-type'],
  duration: ['time-taken'],
};

const COLUMN_READINGS: Readonly<Record<string, TextReading>> = {
  'date time': 'time_iso',
  'timestamp(ms)': 'time_unix_ms',
  timestamp: 'time_unix',
};

function capturedColumns(names: readonly string[]): Map<number, Role> {
  const captured = new Map<number, Role>();
  for (const [role, columns] of Object.entries(ROLE_COLUMNS) as [Role, readonly string[]][]) {
    const name = columns.find((column) => names.includes(column));
    if (name !== undefined) captured.set(names.indexOf(name), role);
  }
  return captured;
}

function columnSteps(names: readonly string[]): Step[] {
  const captured = capturedColumns(names);
  return names.flatMap((name, i): Step[] => {
    const role = captured.get(i) ?? null;
    const reading = (role === 'time' || name === 'date time' ? COLUMN_READINGS[name] : undefined) ?? 'column';
    const field: FieldStep = { kind: 'field', role, reading };
    return i === 0 ? [field] : [{ kind: 'literal', text: '\t' }, field];
  });
}
