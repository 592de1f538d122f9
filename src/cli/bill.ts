import { Command, Option } from 'commander';
import { METHOD_NAMES } from '../billing/method-names.ts';
import { isMonth } from '../billing/month-range.ts';
import { billLines, whatIfLines } from './bill-text.ts';
import { UsageFailure } from './failure.ts';
import { type OperatorOptions, operatorClient, withOperatorOptions } from './operator-client.ts';
import { printLines } from './print-lines.ts';

const HELP = `
What a month comes to, with the work behind the number: how many five-minute points, which were discarded, and the point
that bills. A month that is not over is billed as of now. docs/billing.md has every method in a formula.

Examples:
  $ weir bill --account acme --month 2026-10
  $ weir bill --account acme --month 2026-10 --what-if
  $ weir bill --account acme --month 2026-11 --method monthly-95 --headroom 800000000
  $ weir bill --account acme --month 2026-10 --domain www.a.com --json
`;

interface BillOptions extends OperatorOptions {
  readonly account: string;
  readonly month: string;
  readonly method?: string;
  readonly domain?: readonly string[];
  readonly whatIf?: true;
  readonly headroom?: string;
  readonly json?: true;
}

export function billCommand(): Command {
  const command = new Command('bill')
    .description("an account's bill for a month, from a running server")
    .requiredOption('--account <id>', 'whose bill')
    .requiredOption('--month <month>', 'such as 2026-10')
    .addOption(new Option('--method <name>', "how (default: the contract's, else monthly-95)").choices(METHOD_NAMES))
    .option('--domain <name...>', 'only these domains, as if they were all')
    .option('--what-if', 'every method side by side')
    .option('--headroom <bps>', 'how many more points may be above a level, in bit/s, before the 95th moves')
    .option('--json', "the server's answer as it is");
  return withOperatorOptions(command).addHelpText('after', HELP).action(bill);
}

async function bill(options: BillOptions): Promise<void> {
  checkOptions(options);
  const { whatIf, json } = options;
  const path = `billing${whatIf ? '/what-if' : ''}?${parametersOf(options)}`;
  const answer = await operatorClient(options)('GET', path);
  await printLines(json ? [answer] : whatIf ? whatIfLines(answer) : billLines(answer));
}

function checkOptions({ month, method, headroom, whatIf }: BillOptions): void {
  if (!isMonth(month)) throw new UsageFailure(`--month ${month}: a month such as 2026-10 is expected`);
  if (headroom !== undefined && !/^\d{1,18}$/.test(headroom)) {
    throw new UsageFailure(`--headroom ${headroom}: a number of bits a second such as 800000000 is expected`);
  }
  if (whatIf && (method !== undefined || headroom !== undefined)) {
    throw new UsageFailure('--what-if is about every method: --method and --headroom do not go with it');
  }
}

function parametersOf({ account, month, method, domain = [], headroom }: BillOptions): URLSearchParams {
  const given = { account, month, ...(method && { method }), ...(headroom && { headroom }) };
  const parameters = new URLSearchParams(given);
  for (const name of domain) parameters.append('domain', name);
  return parameters;
}
