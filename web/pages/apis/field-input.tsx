import { useId } from 'preact/hooks';
import { useWeir } from '../../state/context.ts';
import type { Field } from './api-form.ts';

interface FieldInputProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One labelled input of a form; domains are offered, but any may be typed: the refusal is worth seeing too. */
export function FieldInput({ field, value, onChange }: FieldInputProps) {
  const { text } = useWeir();
  const id = useId();
  const { name, kind, choices } = field;
  const list = kind === 'domains' || kind === 'liveDomain' ? `${id}-list` : undefined;
  return (
    <div class="field">
      <label for={id}>{text.apis.fields[name]}</label>
      {choices ? (
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <TypedInput {...{ id, kind, list, value }} onInput={(event) => onChange(event.currentTarget.value)} />
      )}
      {list && <Offered id={list} isLive={kind === 'liveDomain'} />}
    </div>
  );
}

interface TypedInputProps {
  readonly id: string;
  readonly kind: Field['kind'];
  /** The id of what is offered. */
  readonly list: string | undefined;
  readonly value: string;
  readonly onInput: (event: { currentTarget: HTMLInputElement }) => void;
}

function TypedInput({ kind, list, ...rest }: TypedInputProps) {
  if (kind === 'secret') return <input type="password" autocomplete="new-password" {...rest} />;
  if (kind === 'time') return <input type="datetime-local" {...rest} />;
  if (kind === 'text') return <input type="text" autocomplete="off" spellcheck={false} {...rest} />;
  return <input type="text" list={list} autocomplete="off" spellcheck={false} {...rest} />;
}

function Offered({ id, isLive }: { readonly id: string; readonly isLive: boolean }) {
  const { listings, view } = useWeir();
  const own = listings.filter(
    ({ account, service }) =>
      account !== null && (view.account === '' || account === view.account) && (!isLive || service === 'live'),
  );
  return (
    <datalist id={id}>
      {own.slice(0, 100).map(({ domain }) => (
        <option key={domain} value={domain} />
      ))}
    </datalist>
  );
}
