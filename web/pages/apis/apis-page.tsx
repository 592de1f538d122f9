import { Command } from '../../parts/command.tsx';
import { useWeir } from '../../state/context.ts';
import { API_FORMS } from './api-forms.ts';
import { ApiRequestForm } from './api-request-form.tsx';
import { DemoRequests } from './demo-requests.tsx';

/** For each vendor's API a form that signs in the browser, and what the server answers. */
export function ApisPage() {
  const { text, view, go, session } = useWeir();
  const form = API_FORMS.find(({ id }) => id === view.api) ?? API_FORMS[0]!;
  const native = `curl -H "Authorization: Bearer $WEIR_TOKEN" '${location.origin}/weir/v1/usage?step=1h&metrics=bytes,bandwidth_bps'`;
  return (
    <>
      <div class="page-head">
        <h1>{text.apis.title}</h1>
        <p class="quiet">{text.apis.intro}</p>
      </div>
      <nav class="tabs" aria-label={text.apis.title}>
        {API_FORMS.map(({ id, title }) => (
          <button key={id} type="button" aria-pressed={id === form.id} onClick={() => go({ api: id })}>
            {title}
          </button>
        ))}
      </nav>
      <ApiRequestForm key={form.id} form={form} />
      {session.curls && <DemoRequests />}
      <div class="card">
        <Command title={text.apis.native} command={native} />
        {session.apis.includes('/weir/v1/openapi.json') && (
          <p>
            <a href="/weir/v1/openapi.json">{text.apis.openapi}</a>
          </p>
        )}
      </div>
    </>
  );
}
