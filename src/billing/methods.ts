import { daily95Average, dailyPeakAverage, fourthDailyPeak, monthlyTop5, peak } from './daily.ts';
import type { MethodName } from './method-names.ts';
import { monthly95, nightHalf95 } from './monthly-95.ts';
import { type BillingMethod, NOTHING } from './working.ts';

/** All bytes of the month. No point bills, so there is no rank. */
const traffic: BillingMethod = {
  name: 'traffic',
  version: 1,
  ranks: 'points',
  finishedDaysOnly: false,
  work: () => ({ ...NOTHING, pointBytes: null }),
};

/** Every method by its name; docs/billing.md has each rule in a formula, with a worked example and its source. */
export const METHODS: Readonly<Record<MethodName, BillingMethod>> = {
  traffic,
  'monthly-95': monthly95,
  'daily-95-average': daily95Average,
  peak,
  'daily-peak-average': dailyPeakAverage,
  'fourth-daily-peak': fourthDailyPeak,
  'monthly-top-5': monthlyTop5,
  'night-half-95': nightHalf95,
};
