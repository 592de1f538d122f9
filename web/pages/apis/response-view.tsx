import { Scroll } from '../../parts/scroll.tsx';
import { useWeir } from '../../state/context.ts';

export interface ShownResponse {
  /** 0 = there was none. */
  readonly status: number;
  readonly text: string;
}

const MOST_SHOWN = 20_000;

/** An answer as it came, set out on lines where it is JSON. */
export function ResponseView({ response: { status, text: body } }: { readonly response: ShownResponse }) {
  const { text } = useWeir();
  return (
    <section class="card" aria-label={text.apis.answer} aria-live="polite">
      <div class="head">
        <h3>{text.apis.answer}</h3>
        <span class="quiet small">{status === 0 ? text.faults.unreachable : `HTTP ${status}`}</span>
      </div>
      <Scroll label={text.apis.answer}>
        <pre class="answer">{setOut(body).slice(0, MOST_SHOWN)}</pre>
      </Scroll>
    </section>
  );
}

/** JSON on lines, its numbers as they came (a count may be larger than a JavaScript number). */
function setOut(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const text = JSON.stringify(parsed, null, 2);
    return /\d{16}/.test(body)
      ? body
      : text.replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, items: string) => `[${items.replace(/\s+/g, ' ')}]`);
  } catch {
    return body;
  }
}
