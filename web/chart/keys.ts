/** What a key does to a chart whose cursor is at bucket `at` of 0..last; undefined: it is not the chart's. */
export type KeyStep =
  | { readonly kind: 'walk'; readonly to: number }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'leave' };

const STRIDES: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageDown: 12, PageUp: -12 };

export function keyStep(key: string, { at, last }: { at: number | null; last: number }): KeyStep | undefined {
  if (key === 'Escape') return { kind: 'leave' };
  if (key === '+' || key === '=') return { kind: 'zoom', factor: 0.5 };
  if (key === '-' || key === '−') return { kind: 'zoom', factor: 2 };
  if (key === 'Home') return { kind: 'walk', to: 0 };
  if (key === 'End') return { kind: 'walk', to: last };
  const stride = STRIDES[key];
  if (stride === undefined) return undefined;
  const from = at ?? (stride < 0 ? last + 1 : -1);
  return { kind: 'walk', to: Math.min(last, Math.max(0, from + stride)) };
}
