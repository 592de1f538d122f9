import { getJson } from '../../api/get.ts';
import type { Session } from '../../api/types.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Command } from '../../parts/command.tsx';
import { useWeir } from '../../state/context.ts';

const FRESH_SECONDS = 30; // Tencent's signatures live two hours, and each works once

/** The demo's signed requests. A copied one is replaced by the next: Tencent takes each once. */
export function DemoRequests() {
  const { text, session } = useWeir();
  const { value, retry } = useAnswer('curls', (signal) => getJson<Session>('/page/session', signal), FRESH_SECONDS);
  const curls = value?.curls ?? session.curls ?? [];
  return (
    <section class="card" aria-label={text.apis.demo}>
      <div class="head">
        <h2>{text.apis.demo}</h2>
        <p class="quiet small">{text.apis.demoHelp}</p>
      </div>
      {curls.map(({ title, command }) => (
        <Command key={title} title={title} command={command} onCopied={() => setTimeout(retry, 2500)} />
      ))}
    </section>
  );
}
