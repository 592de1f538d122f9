import { Command, Option } from 'commander';
import { UsageFailure } from './failure.ts';
import { previewLines, removalLines, removalsLines, undoLines } from './forget-text.ts';
import { type OperatorOptions, operatorClient, withOperatorOptions } from './operator-client.ts';
import { printLines } from './print-lines.ts';

const HELP = `
Shows what would be removed and changes nothing; with --yes it then removes it. Times are RFC 3339 or Unix seconds and whole
minutes; --from is within, --to is not. Who removed what, when and why is kept (--list), and ingesting the same logs again
does not bring it back. After --undo it does with weir ingest --replace.

Examples:
  $ weir forget --domain www.a.com --node edge-9 --from 2026-10-01T00:00:00Z --to 2026-10-02T00:00:00Z
  $ weir forget --domain www.a.com --node edge-9 --from 1790812800 --to 1790899200 --reason 'load test' --yes
  $ weir forget --list
  $ weir forget --undo 3f9c1a07
`;

interface ForgetOptions extends OperatorOptions {
  readonly domain?: string;
  readonly node?: string;
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly yes?: true;
  readonly list?: true;
  readonly undo?: string;
  readonly json?: true;
}

export function forgetCommand(): Command {
  const command = new Command('forget')
    .description('remove wrong usage from a running server for good: test traffic, a bad host')
    .option('--domain <name>', 'the host name whose usage is wrong')
    .option('--node <name>', 'only what this node sent')
    .option('--stream <id>', 'only what this log brought; weir nodes show NAME lists them')
    .option('--from <time>', 'the first minute')
    .option('--to <time>', 'the end: the first minute that stays')
    .option('--reason <text>', 'why, for the audit; needed with --yes')
    .option('--dry-run', 'only show what would be removed, as without --yes')
    .addOption(new Option('--yes', 'remove it').conflicts('dryRun'))
    .addOption(new Option('--list', 'every removal so far').conflicts(['undo', 'yes']))
    .addOption(new Option('--undo <id>', 'let what was removed be ingested again').conflicts(['list', 'yes']))
    .option('--json', "the server's answers as they are, one a line");
  return withOperatorOptions(command).addHelpText('after', HELP).action(forget);
}

async function forget(options: ForgetOptions): Promise<void> {
  if (options.list) return show(await operatorClient(options)('GET', 'forgotten'), removalsLines, options);
  if (options.undo !== undefined) {
    const path = `forgotten/${encodeURIComponent(options.undo)}/undo`;
    return show(await operatorClient(options)('POST', path), undoLines, options);
  }
  const body = bodyOf(options);
  const ask = operatorClient(options);
  await show(await ask('POST', 'forget', { ...body, dry_run: true }), previewLines, options);
  if (options.yes) return show(await ask('POST', 'forget', body), removalLines, options);
  console.error('nothing was changed; --yes removes it');
}

function bodyOf({ domain, node, stream, from, to, reason, yes }: ForgetOptions) {
  for (const [name, value] of Object.entries({ domain, from, to, ...(yes && { reason }) })) {
    if (!value?.trim()) throw new UsageFailure(`forget: --${name} is missing`);
  }
  return { domain, node, stream, from, to, reason };
}

async function show(answer: string, lines: (answer: string) => string[], { json }: ForgetOptions): Promise<void> {
  await printLines(json ? [answer] : lines(answer));
}
