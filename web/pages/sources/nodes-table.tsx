import { UNKNOWN } from '../../figures/figures.ts';
import { Heads } from '../../parts/heads.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { useWeir } from '../../state/context.ts';
import type { NodeRow } from './node.ts';

export function NodesTable({ nodes }: { readonly nodes: readonly NodeRow[] }) {
  const { text } = useWeir();
  const { sources: words } = text;
  const heads = [
    words.lag,
    words.heard,
    words.newest,
    words.stored,
    words.lines,
    words.rejects,
    words.streams,
    words.spool,
  ];
  return (
    <Scroll label={words.title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.node}</th>
            <th scope="col" class="left">
              {words.state}
            </th>
            <Heads of={heads} />
          </tr>
        </thead>
        <tbody>
          {nodes.map((row) => (
            <NodeLine key={row.source.node} row={row} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function NodeLine({ row: { source, lines, rejects, newest, stored } }: { readonly row: NodeRow }) {
  const { text, figures, view, go, now } = useWeir();
  const { node, state, kind, spool, streams } = source;
  const ago = (seconds: number | null) => (seconds === null ? UNKNOWN : text.ago(now() - seconds));
  const isOpen = view.node === node;
  return (
    <tr data-node={node}>
      <th scope="row" class="name">
        <button
          type="button"
          class="plain link"
          aria-expanded={isOpen}
          aria-label={text.sources.show(node)}
          onClick={() => go({ node: isOpen ? '' : node }, { replace: true })}
        >
          {node}
        </button>{' '}
        <small class="quiet">{text.sources.kind[kind] ?? kind}</small>
      </th>
      <td class="left">
        <b class={`badge ${state}`}>{text.sources.states[state]}</b>
      </td>
      <td>{source.lag_seconds === null ? UNKNOWN : text.lasting(source.lag_seconds)}</td>
      <td>{ago(source.last_heartbeat)}</td>
      <td>{ago(newest)}</td>
      <td>{ago(stored)}</td>
      <td title={figures.exact(lines)}>{figures.count(lines)}</td>
      <td title={figures.exact(rejects)}>{figures.count(rejects)}</td>
      <td>{figures.exact(streams.length)}</td>
      <td>{spool ? figures.bytes(spool.bytes) : UNKNOWN}</td>
    </tr>
  );
}
