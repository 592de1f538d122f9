import { Command } from 'commander';
import { CommandFailure } from './failure.ts';
import { type AgentOutcome, runAgent } from './run-agent.ts';

const HELP = `
Prints "weir agent is following N files" once it is, and how many live servers it polls; its log goes to stderr as JSON
lines. SIGTERM and SIGINT send what it has, for at most 10 s, and exit 0; a second one ends it at once. With --once it reads
everything there is and polls each live server once, waits until the server has it, and exits; the last line on stderr is then
JSON: {"lines","rejected","bytes_read","seconds","segments","known"}.

Examples:
  $ WEIR_TOKEN=... weir agent -c /etc/weir/agent.yaml
  $ weir agent -c agent.yaml --once        # catch up, for example before a node is taken down
  $ weir check-config -c agent.yaml
`;

export function agentCommand(): Command {
  return new Command('agent')
    .description(
      'on an edge node: follows log files and polls live servers, and sends their usage to a server, for ever',
    )
    .option('-c, --config <file>', 'agent.yaml', './agent.yaml')
    .option('--once', 'read everything there is, wait until the server has it, and exit', false)
    .addHelpText('after', HELP)
    .action(agent);
}

async function agent({ config, once }: { readonly config: string; readonly once: boolean }): Promise<void> {
  const started = performance.now();
  const outcome = await runAgent(config, once);
  if (once) concludeOnce(outcome, Math.round(performance.now() - started) / 1000);
}

function concludeOnce({ isDone, faults, totals }: AgentOutcome, seconds: number): void {
  for (const fault of faults) console.error(`weir: ${fault}`);
  const { lines, rejected, bytesRead, segments, known } = totals;
  console.error(JSON.stringify({ lines, rejected, bytes_read: bytesRead, seconds, segments, known }));
  if (!isDone) throw new CommandFailure('not all of it has arrived at a server; running it again is safe');
  if (faults.length > 0) throw new CommandFailure('some inputs could not be sent, see above; the others were');
}
