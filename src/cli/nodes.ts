import { Command } from 'commander';
import { UsageFailure } from './failure.ts';
import { changeLines, nodeLines, streamLines } from './nodes-text.ts';
import { type AskServer, type OperatorOptions, operatorClient, withOperatorOptions } from './operator-client.ts';
import { printLines } from './print-lines.ts';

const HELP = `
  list                  every node that ever sent usage (the default)
  show NAME             the log streams of a node: their ids are what weir forget --stream takes
  rename OLD NEW        the node's usage stays as it is, and what it sends under either name belongs to it
  retire NAME           what it sends from now on is refused; its usage stays
  unretire NAME         it may send again

A possible double count is a log whose very bytes were metered under another node too. Where it is one, remove the usage
of one of them with weir forget --node.

Examples:
  $ weir nodes
  $ weir nodes rename edge-1 paris-1 -c weir.yaml
  $ weir nodes show paris-1 --json
`;

interface NodesOptions extends OperatorOptions {
  readonly json?: true;
}

export function nodesCommand(): Command {
  const command = new Command('nodes')
    .description('list, rename and retire the nodes of a running server')
    .argument('[action]', 'list, show, rename, retire or unretire', 'list')
    .argument('[name...]', 'the node; for rename also its new name')
    .option('--json', "the server's answer as it is");
  return withOperatorOptions(command).addHelpText('after', HELP).action(nodes);
}

interface Action {
  readonly names: number;
  readonly run: (ask: AskServer, name: string, newName: string) => Promise<string>;
  /** The server's answer for people. */
  readonly lines: (answer: string) => string[];
}

const node = (name: string) => `nodes/${encodeURIComponent(name)}`;

const ACTIONS: Readonly<Record<string, Action>> = {
  list: { names: 0, run: (ask) => ask('GET', 'nodes'), lines: nodeLines },
  show: { names: 1, run: (ask, name) => ask('GET', node(name)), lines: streamLines },
  rename: {
    names: 2,
    run: (ask, name, newName) => ask('POST', `${node(name)}/rename`, { name: newName }),
    lines: changeLines,
  },
  retire: { names: 1, run: (ask, name) => ask('POST', `${node(name)}/retire`), lines: changeLines },
  unretire: { names: 1, run: (ask, name) => ask('POST', `${node(name)}/unretire`), lines: changeLines },
};

async function nodes(actionName: string, names: readonly string[], options: NodesOptions): Promise<void> {
  const action = Object.hasOwn(ACTIONS, actionName) ? ACTIONS[actionName] : undefined;
  if (!action) throw new UsageFailure(`nodes ${actionName}: ${Object.keys(ACTIONS).join(', ')} are accepted`);
  if (names.length !== action.names) {
    const needed = ['no name', 'one name', 'two names, the old one and the new one'][action.names];
    throw new UsageFailure(`nodes ${actionName} takes ${needed}; ${names.length} were given`);
  }
  const [name = '', newName = ''] = names;
  const answer = await action.run(operatorClient(options), name, newName);
  await printLines(options.json ? [answer] : action.lines(answer));
}
