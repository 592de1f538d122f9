/** Every billing method of Weir (weir-contract section 5), in the order in which they are laid side by side. */
export const METHOD_NAMES = [
  'traffic',
  'monthly-95',
  'daily-95-average',
  'peak',
  'daily-peak-average',
  'fourth-daily-peak',
  'monthly-top-5',
  'night-half-95',
] as const;

export type MethodName = (typeof METHOD_NAMES)[number];
