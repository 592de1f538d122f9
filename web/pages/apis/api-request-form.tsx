import { useEffect, useState } from 'preact/hooks';
import { type ZoneTime, zoneTime } from '../../figures/zone-time.ts';
import { Command } from '../../parts/command.tsx';
import { canHash } from '../../signing/hashes.ts';
import { curlOf, type SignedRequest } from '../../signing/request.ts';
import { useWeir } from '../../state/context.ts';
import type { ApiForm, Values } from './api-form.ts';
import { FieldInput } from './field-input.tsx';
import { ResponseView, type ShownResponse } from './response-view.tsx';

const SHOWN_HOURS = 2;
const HOUR = 3600;

/** A form, the command that it makes, and the answer. What is typed stays in this component's memory. */
export function ApiRequestForm({ form }: { readonly form: ApiForm }) {
  const { text, now } = useWeir();
  const { time, isAssumed } = useAccountClock();
  const [values, setValues] = useState<Values>(() => ({
    from: time.local(now() - SHOWN_HOURS * HOUR),
    to: time.local(now()),
  }));
  const [response, setResponse] = useState<ShownResponse>();
  const [isSending, setIsSending] = useState(false);
  const fields = form.fields(values);
  const missing = fields
    .filter(({ name, isOptional, choices }) => !isOptional && !choices && !values[name])
    .map(({ name }) => text.apis.fields[name]);
  const isInsecure = form.needsWebCrypto(values) && !canHash();
  const isReady = missing.length === 0 && !isInsecure;
  const sign = () => form.sign(values, { host: location.host, time, now: now(), nonce: randomNonce() });
  const command = useCommand(isReady, JSON.stringify([values, time.zone]), sign);
  const send = async (event: Event) => {
    event.preventDefault();
    if (!isReady) return;
    setIsSending(true);
    setResponse(await answerTo(await sign()));
    setIsSending(false);
  };
  return (
    <div class="form-and-answer">
      <form class="card fields" aria-label={`${text.apis.form}: ${form.title}`} onSubmit={send} autocomplete="off">
        {fields.map((field) => (
          <FieldInput
            key={field.name}
            field={field}
            value={values[field.name] ?? field.choices?.[0] ?? ''}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        <p class="quiet small">
          {text.filters.zone(time.zone)} {isAssumed && text.apis.clocks}
        </p>
        {isInsecure && <p class="fault small">{text.apis.insecure}</p>}
        <button type="submit" class="primary" disabled={!isReady || isSending}>
          {isSending ? text.apis.sending : text.apis.send}
        </button>
      </form>
      <div>
        {missing.length > 0 && <p class="card quiet">{text.apis.missing(missing.join(', '))}</p>}
        {command && (
          <div class="card">
            <Command title={text.apis.command} command={command} />
            {form.worksOnce && <p class="quiet small">{text.apis.once}</p>}
          </div>
        )}
        {response && <ResponseView response={response} />}
      </div>
    </div>
  );
}

const USUAL_ZONE = 'Asia/Shanghai'; // an account's that says nothing else, and the vendors'

/** The clocks that a request's times are read on: the account's, which an operator may not have chosen yet. */
function useAccountClock(): { readonly time: ZoneTime; readonly isAssumed: boolean } {
  const { time, language, session, view } = useWeir();
  const isKnown = session.accounts.length === 1 || session.accounts.some(({ id }) => id === view.account);
  return isKnown ? { time, isAssumed: false } : { time: zoneTime(USUAL_ZONE, language), isAssumed: true };
}

/** Signed anew when a value changes; an answer to older values never replaces a newer one. */
function useCommand(isReady: boolean, key: string, sign: () => Promise<SignedRequest>): string | undefined {
  const [command, setCommand] = useState<string>();
  // `key` holds the values that `sign` signs
  useEffect(() => {
    let isCurrent = true;
    if (!isReady) setCommand(undefined);
    else sign().then((request) => isCurrent && setCommand(curlOf(location.origin, request)));
    return () => {
      isCurrent = false;
    };
  }, [isReady, key]);
  return command;
}

async function answerTo({ method, target, headers, body }: SignedRequest): Promise<ShownResponse> {
  try {
    const response = await fetch(target, { method, headers, body: body ?? null, credentials: 'omit' });
    return { status: response.status, text: await response.text() };
  } catch {
    return { status: 0, text: '' };
  }
}

function randomNonce(): number {
  return 1 + (crypto.getRandomValues(new Uint32Array(1))[0]! % 2_147_483_647);
}
