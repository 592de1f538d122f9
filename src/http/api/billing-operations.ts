import { BillAnswer, WhatIfAnswer } from '../../billing/bill-answer.ts';
import { BillingParameters, WhatIfParameters } from '../billing-question.ts';
import { JSON_TYPE, type Operation } from './operation.ts';

export const billingOperations: readonly Operation[] = [
  {
    id: 'getBilling',
    method: 'get',
    path: '/weir/v1/billing',
    tag: 'billing',
    access: 'reader',
    summary: 'What a month comes to by one method, with its work',
    query: BillingParameters,
    example: { month: '2026-10', method: 'monthly-95', account: 'acme', headroom: '800000000' },
    answer: { description: 'The bill', contentType: JSON_TYPE, schema: BillAnswer },
    faults: [400, 401, 404],
  },
  {
    id: 'getWhatIf',
    method: 'get',
    path: '/weir/v1/billing/what-if',
    tag: 'billing',
    access: 'reader',
    summary: 'The same month by every method',
    query: WhatIfParameters,
    example: { month: '2026-10', account: 'acme' },
    answer: { description: 'A bill for each method', contentType: JSON_TYPE, schema: WhatIfAnswer },
    faults: [400, 401, 404],
  },
];
