// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is the notation of the config itself

import { describe, expect, test } from 'vitest';
import { contractFor } from '../../src/billing/contract.ts';
import { fraction } from '../../src/billing/fraction.ts';
import { configOf, faultsOf } from './parsed.ts';

const account = (text: string) => `accounts: [ { id: acme, time_zone: Asia/Kolkata, ${text} } ]`;
const contracts = (text: string, env = {}) => configOf(account(text), env).accounts.accounts[0]!.contracts;

const STANDARD = {
  isContract: true,
  method: 'monthly-95',
  percentile: fraction(95n),
  rounding: 'floor',
  days: 'valid',
  unitBase: 1000,
  timeZone: 'Asia/Kolkata',
  overhead: fraction(1n),
};

describe('a contract', () => {
  test('has a default for everything, and the account’s zone', () => {
    expect(contracts('contract: {}')).toEqual([STANDARD]);
    expect(contracts('domains: []')).toEqual([]);
  });

  test('takes decimals as they are written, not as floats', () => {
    const text = 'contract: { percentile: 99.9, overhead: 1.1, price: 0.07, currency: CNY, unit_base: 1024 }';
    expect(contracts(text)).toEqual([
      {
        ...STANDARD,
        ...{ percentile: fraction(999n, 10n), overhead: fraction(11n, 10n), unitBase: 1024 },
        price: {
          commit: fraction(0n),
          perUnit: fraction(7n, 100n),
          overagePerUnit: fraction(7n, 100n),
          currency: 'CNY',
        },
      },
    ]);
    const env = { FACTOR: '107/100' };
    expect(contracts('contract: { overhead: "${FACTOR}" }', env)[0]!.overhead).toEqual(fraction(107n, 100n));
  });

  test.each([
    ['commit: 500Mbps', 500n, 1n],
    ['commit: 1.5Gbps', 1500n, 1n],
    ['commit: 1.5Gbps, unit_base: 1024', 1536n, 1n],
    ['commit: "2 Tbps"', 2_000_000n, 1n],
    ['commit: 20TB, method: traffic', 20_000n, 1n],
    ['commit: 0.5PB, method: traffic, unit_base: 1024', 524_288n, 1n],
  ])('counts its commit in the unit that is priced: %s', (text, numerator, denominator) => {
    const [contract] = contracts(`contract: { ${text}, price: 1, overage_price: 2 }`);
    expect(contract!.price!.commit).toEqual(fraction(numerator, denominator));
    expect(contract!.price!.overagePerUnit).toEqual(fraction(2n));
  });

  test('is valid in whole months, and others follow it', () => {
    const list = contracts(
      'contracts: [ { to: 2024-02-29 }, { from: 2026-01-01, to: 2026-12-31, method: peak }, { from: 2027-01-01, method: traffic } ]',
    );
    const methods = ['2020-01', '2024-02', '2024-03', '2026-01', '2026-12', '2027-01', '2040-01'].map(
      (month) => contractFor(list, month)?.method,
    );
    expect(methods).toEqual(['monthly-95', 'monthly-95', undefined, 'peak', 'peak', 'traffic', 'traffic']);
  });
});

describe('the faults of a contract', () => {
  test.each<[text: string, ...faults: string[]]>([
    ['contract: 95', '1:60 accounts[0].contract: a number was found, but a map'],
    ['contract: { percentil: 95 }', "accounts[0].contract: the key 'percentil' is unknown; did you mean percentile?"],
    [
      'contract: { percentile: 0.95 }',
      "1:74 accounts[0].contract.percentile: '0.95' is out of range: a percentile from 50 to 100",
    ],
    [
      'contract: { percentile: high }',
      "accounts[0].contract.percentile: 'high' is not understood: a percentile from 50 to 100",
    ],
    ['contract: { overhead: 10 }', "accounts[0].contract.overhead: '10' is out of range: a factor from 1 to 2"],
    ['contract: { overhead: 110% }', "accounts[0].contract.overhead: '110%' is not understood"],
    ['contract: { overhead: true }', 'accounts[0].contract.overhead: true was found, but a factor'],
    ['contract: { rounding: up }', "accounts[0].contract.rounding: 'up' is unknown: floor, ceil or nearest"],
    ['contract: { days: active }', "accounts[0].contract.days: 'active' is unknown: valid or all"],
    ['contract: { method: monthly95 }', "accounts[0].contract.method: 'monthly95' is unknown: traffic, monthly-95,"],
    ['contract: { unit_base: 1023 }', "accounts[0].contract.unit_base: '1023' is no unit base: 1000"],
    ['contract: { time_zone: Asia/Shangai }', 'accounts[0].contract.time_zone:'],
    ['contract: { from: 2026-10-15 }', "accounts[0].contract.from: '2026-10-15' is not the first day of a month"],
    ['contract: { to: 2026-02-29 }', "accounts[0].contract.to: '2026-02-29' is not the last day of a month"],
    ['contract: { to: 2026-10-30 }', "accounts[0].contract.to: '2026-10-30' is not the last day of a month"],
    ['contract: { from: 2026-10-01, to: 2026-09-30 }', 'accounts[0].contract.to: lies before from'],
    [
      'contract: { commit: 500, price: 1 }',
      "accounts[0].contract.commit: '500' is not understood: an amount in Mbps, Gbps or Tbps",
    ],
    [
      'contract: { commit: 500GB, price: 1 }',
      "accounts[0].contract.commit: '500GB' is not understood: an amount in Mbps",
    ],
    [
      'contract: { commit: 5Gbps, price: 1, method: traffic }',
      "accounts[0].contract.commit: '5Gbps' is not understood: an amount in GB, TB or PB",
    ],
    ['contract: { commit: 500Mbps }', 'accounts[0].contract: price is missing: commit says nothing without it'],
    ['contract: { price: -1 }', "accounts[0].contract.price: '-1' is not understood"],
    ['contract: { price: 1e30 }', "accounts[0].contract.price: '1e+30' is not understood"],
    ['contract: {}, contracts: []', 'accounts[0].contracts: contract is given too'],
    ['contracts: {}', 'accounts[0].contracts: a map was found, but a list of contracts'],
    [
      'contracts: [ { to: 2026-10-31 }, { from: 2026-10-01 } ]',
      '1:83 accounts[0].contracts[1]: the contract at line 1 is valid in the same months',
    ],
    ['contracts: [ {}, {} ]', 'accounts[0].contracts[1]: the contract at line 1'],
    ['contract: { overhead: "${NONE}" }', 'accounts[0].contract.overhead: the environment variable NONE is not set'],
  ])('%s', (text, ...faults) => {
    const told = faultsOf(account(text));
    expect(told).toHaveLength(faults.length);
    for (const [i, fault] of faults.entries()) expect(told[i]).toContain(fault);
  });
});
