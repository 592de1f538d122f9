import type { ColourName } from './plot-data.ts';

export interface Colours {
  readonly lines: Readonly<Record<ColourName, string>>;
  readonly area: string;
  readonly grid: string;
  readonly quiet: string;
  readonly ink: string;
  readonly back: string;
  readonly hatch: string;
}

/** A canvas knows no CSS variables: they are read when a chart is made, and a change of theme makes it anew. */
export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    lines: {
      ...{ accent: read('accent'), before: read('before'), second: read('second') },
      ...{ s2: read('s2'), s3: read('s3'), s4: read('s4'), s5: read('s5') },
    },
    ...{ area: read('area'), grid: read('line'), quiet: read('quiet'), ink: read('ink') },
    ...{ back: read('card'), hatch: read('hatch') },
  };
}

export const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif';
