/** A progress line that knows how much there is to read and how much was. */
export interface Progress {
  /** Bytes read so far, as the file has them (compressed ones compressed), and how many there will be. */
  bytes(readBytes: number, totalBytes?: number): void;
  /** Lines metered so far. */
  lines(lines: number): void;
  /** Both at once. */
  update(readBytes: number, lines: number): void;
  /** Wipes the bar off the terminal. */
  done(): void;
}

export interface ProgressOptions {
  readonly label: string;
  readonly totalBytes?: number | undefined;
  /** Where the bar is drawn, if that is a terminal; default standard error. */
  readonly terminal?: Pick<NodeJS.WriteStream, 'isTTY' | 'write' | 'columns'>;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

const REDRAW_MS = 100;

/**
 * A bar on standard error while a command reads logs; nothing at all where that is not a terminal.
 *
 *     access.log  42%  1.3 GB of 3.1 GB  1,204,000 lines/s  ETA 00:14
 */
export function createProgress(options: ProgressOptions): Progress {
  const { label, terminal = process.stderr, now = Date.now } = options;
  const started = now();
  const state: ProgressState = { label, readBytes: 0, totalBytes: options.totalBytes, lines: 0, seconds: 0 };
  let drawnAt = started;

  function draw(): void {
    const at = now();
    if (!terminal.isTTY || at - drawnAt < REDRAW_MS) return;
    drawnAt = at;
    state.seconds = (at - started) / 1000;
    terminal.write(`\r${progressText(state).slice(0, (terminal.columns || 80) - 1)}\x1b[K`);
  }
  function bytes(readBytes: number, totalBytes = state.totalBytes): void {
    Object.assign(state, { readBytes, totalBytes });
    draw();
  }
  function lines(count: number): void {
    state.lines = count;
    draw();
  }
  return {
    bytes,
    lines,
    update(readBytes, count) {
      state.lines = count;
      bytes(readBytes);
    },
    done() {
      if (terminal.isTTY) terminal.write('\r\x1b[K');
    },
  };
}

export interface ProgressState {
  readonly label: string;
  readBytes: number;
  totalBytes: number | undefined;
  lines: number;
  seconds: number;
}

export function progressText({ label, readBytes, totalBytes, lines, seconds }: ProgressState): string {
  const speed = seconds > 0 ? Math.round(lines / seconds) : 0;
  const tail = `${speed.toLocaleString('en-US')} lines/s`;
  if (!totalBytes) return `${label}  ${sizeText(readBytes)}  ${tail}`;
  const share = Math.min(1, readBytes / totalBytes);
  const left = share > 0 ? (seconds * (1 - share)) / share : 0;
  return `${label}  ${Math.floor(share * 100)}%  ${sizeText(readBytes)} of ${sizeText(totalBytes)}  ${tail}  ETA ${clock(left)}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes >= 1000 ? Math.floor(Math.log10(bytes) / 3) : 0);
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}

function clock(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((n) => Math.floor(n));
  const parts = hours! > 0 ? [hours, minutes, rest] : [minutes, rest];
  return parts.map((n) => String(n).padStart(2, '0')).join(':');
}
