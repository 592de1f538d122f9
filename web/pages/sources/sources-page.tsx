import { getJson } from '../../api/get.ts';
import type { Source } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Empty } from '../../parts/empty.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useWeir } from '../../state/context.ts';
import { FirstRun } from '../first-run.tsx';
import { nodeOf, sourcesCsv } from './node.ts';
import { NodesTable } from './nodes-table.tsx';
import { StreamsTable } from './streams-table.tsx';

const REFRESH_SECONDS = 10;

/** Where the numbers come from: nodes, their logs, what was not counted and why. */
export function SourcesPage() {
  const { text, session, now } = useWeir();
  const isOperator = session.reader.kind === 'operator';
  const ask = async (signal: AbortSignal) => (await getJson<{ sources: Source[] }>('/weir/v1/sources', signal)).sources;
  const answer = useAnswer<readonly Source[]>('sources', isOperator ? ask : async () => [], REFRESH_SECONDS);
  if (!isOperator) return <Empty title={text.sources.forbidden} help={text.sources.forbiddenHelp} />;
  return (
    <>
      <div class="page-head split">
        <div>
          <h1>{text.sources.title}</h1>
          <p class="quiet">{text.sources.intro}</p>
        </div>
        {answer.value && answer.value.length > 0 && <ExportMenu csv={() => sourcesCsv(answer.value!)} start={now()} />}
      </div>
      <Loaded answer={answer}>
        {(sources) => (sources.length === 0 ? <FirstRun /> : <SourcesContent sources={sources} />)}
      </Loaded>
    </>
  );
}

function SourcesContent({ sources }: { readonly sources: readonly Source[] }) {
  const { text, view } = useWeir();
  const silent = sources.filter(({ state }) => state === 'silent').map(({ node }) => node);
  const open = sources.find(({ node }) => node === view.node) ?? (sources.length === 1 ? sources[0] : undefined);
  return (
    <>
      {silent.length > 0 && (
        <p class="notice warn" role="alert">
          {text.sources.silentNodes(silent.join(', '))}
        </p>
      )}
      <div class="card">
        <NodesTable nodes={sources.map(nodeOf)} />
      </div>
      {open && <StreamsTable key={open.node} source={open} />}
    </>
  );
}
