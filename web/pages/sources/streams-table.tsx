import { Fragment } from 'preact';
import type { Source, SourceStream } from '../../api/types.ts';
import { UNKNOWN } from '../../figures/figures.ts';
import { Heads } from '../../parts/heads.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { useWeir } from '../../state/context.ts';
import { rejectedOf } from './node.ts';

const MOST_SHOWN = 100;

/** A node's inputs with their faults, and its logs with what was rejected in them. */
export function StreamsTable({ source }: { readonly source: Source }) {
  const { text } = useWeir();
  const { sources: words } = text;
  const streams = source.streams.slice(0, MOST_SHOWN);
  const faults = source.inputs.filter(({ fault }) => fault !== null);
  return (
    <section class="card" aria-label={words.show(source.node)}>
      <div class="head">
        <h2>{source.node}</h2>
        <p class="quiet small">{[source.version, source.address].filter(Boolean).join(' · ')}</p>
      </div>
      {faults.map(({ input, fault }) => (
        <p key={input} class="notice warn">
          <code>{input}</code>: {fault}
        </p>
      ))}
      <Scroll label={words.streams}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.path}</th>
              <th scope="col" class="left">
                {words.state}
              </th>
              <Heads of={[words.format, words.lines, words.rejects, words.lag, words.newest, words.stored]} />
            </tr>
          </thead>
          <tbody>
            {streams.map((stream, i) => (
              <StreamLine key={stream.stream ?? i} stream={stream} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {source.streams.length > MOST_SHOWN && <p class="quiet small">{words.shown(MOST_SHOWN)}</p>}
    </section>
  );
}

function StreamLine({ stream }: { readonly stream: SourceStream }) {
  const { text, figures, now } = useWeir();
  const ago = (seconds: number | null) => (seconds === null ? UNKNOWN : text.ago(now() - seconds));
  const reasons = Object.entries(stream.rejects).map(([reason, count]) => `${reason} ${figures.exact(count)}`);
  return (
    <Fragment>
      <tr>
        <th scope="row" class="name">
          {stream.path}
        </th>
        <td class="left">{stream.state}</td>
        <td>{stream.format}</td>
        <td>{figures.exact(stream.lines)}</td>
        <td title={reasons.join(', ')}>{figures.exact(rejectedOf(stream.rejects))}</td>
        <td>{stream.lag_bytes === null ? UNKNOWN : figures.bytes(stream.lag_bytes)}</td>
        <td>{ago(stream.last_minute)}</td>
        <td>{ago(stream.last_stored)}</td>
      </tr>
      {(stream.fault !== null || stream.samples.length > 0) && (
        <tr>
          <td colSpan={8} class="left">
            {stream.fault !== null && <p class="fault">{stream.fault}</p>}
            {stream.samples.length > 0 && <Samples samples={stream.samples} />}
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** The lines themselves, as text: whoever writes a log writes this. */
function Samples({ samples }: { readonly samples: SourceStream['samples'] }) {
  const { text } = useWeir();
  return (
    <details class="samples">
      <summary>{text.sources.samples}</summary>
      <table>
        <tbody>
          {samples.map(({ reason, offset, line }) => (
            <tr key={offset}>
              <th scope="row">{reason}</th>
              <td class="left quiet">{offset}</td>
              <td class="line">
                <code>{line}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
