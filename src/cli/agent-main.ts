import { agentCommand } from './agent.ts';
import { quietly, runCommand } from './run-command.ts';
import { version } from './version.ts';

// What scripts/build-agent.mjs makes one file of: `weir agent` for nodes that have Node and nothing else. It leaves by
// process.exit for the reason that bin/weir.js gives.
const program = quietly(agentCommand().name('weir-agent').version(version()), 'weir-agent');
await runCommand(program, process.argv);
process.exit();
