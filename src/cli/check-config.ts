import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { ConfigError } from '../config/config-error.ts';
import type { ConfigFault } from '../config/fault.ts';
import { isAgentConfigFile, loadAgentConfig } from '../config/load-agent-config.ts';
import { loadConfig } from '../config/load-config.ts';
import { agentSummary } from './agent-summary.ts';
import { configSummary } from './config-summary.ts';
import { CommandFailure, UsageFailure } from './failure.ts';

const DEFAULT_CONFIG = './weir.yaml';

const HELP = `
Prints every fault with its line and column and exits 1, or says in a few lines what a valid file means. The environment's
variables are read as the server would read them; secrets are never printed. A file with node, server and inputs is checked
as the agent.yaml of an edge node. What is valid and may count twice is a warning, and the exit is 0.

Example:
  $ WEIR_OPS_TOKEN=... weir check-config -c weir.yaml
  weir.yaml:12:16 accounts[0].time_zone: 'Asia/Shangai' is no time zone; did you mean Asia/Shanghai?
`;

/** `weir check-config -c FILE`: validates a config and tells all its faults at once (weir-contract section 1). */
export function checkConfigCommand(): Command {
  return new Command('check-config')
    .description('check a weir.yaml or agent.yaml and tell all its faults, with line and column')
    .option('-c, --config <file>', 'the config to check (default: ./weir.yaml where there is one)')
    .addHelpText('after', HELP)
    .action(checkConfig);
}

function checkConfig({ config }: { readonly config?: string }): void {
  if (config === undefined && !existsSync(DEFAULT_CONFIG)) {
    throw new UsageFailure('there is no ./weir.yaml here: name the config with -c FILE');
  }
  const path = config ?? DEFAULT_CONFIG;
  try {
    const { summary, warnings } = checked(path);
    console.log(`${path} is valid\n${summary.join('\n')}`);
    for (const { line, column, message } of warnings) console.error(`${path}:${line}:${column} warning: ${message}`);
  } catch (error) {
    throw error instanceof ConfigError ? failure(path, error) : error;
  }
}

function checked(path: string): { summary: string[]; warnings: readonly ConfigFault[] } {
  if (!isAgentConfigFile(path)) return { summary: configSummary(loadConfig(path)), warnings: [] };
  const config = loadAgentConfig(path);
  return { summary: agentSummary(config), warnings: config.warnings };
}

/** The faults stand in lines of their own, so that an editor can jump to them. */
function failure(path: string, error: ConfigError): CommandFailure {
  const { length } = error.faults;
  if (length === 0) return new CommandFailure(error.message, { cause: error });
  console.error(error.message);
  return new CommandFailure(`${path} has ${length === 1 ? 'a fault' : `${length} faults`}`, { cause: error });
}
