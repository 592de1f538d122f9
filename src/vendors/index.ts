import { createHuaweicloud } from './huaweicloud/index.ts';
import { createJdcloud } from './jdcloud/index.ts';
import { createQcloud } from './qcloud/index.ts';
import type { Vendor } from './vendor.ts';

/**
 * Every dialect that Weir speaks. A function, because a dialect may remember what it saw: Tencent's refuses a request
 * that it has already answered. Call it once per process.
 */
export function createVendors(): readonly Vendor[] {
  return [createJdcloud(), createQcloud(), createHuaweicloud()];
}
