import { useId } from 'preact/hooks';
import { useWeir } from '../../state/context.ts';
import type { Field } from './api-forms.ts';

interface FieldInputProps {
  readonly field: Field;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One labelled input of a form; domains are offered, but any may be typed: the refusal is worth seeing too. */
export function FieldInput({ field, value, onChange }: FieldInputProps) {
  const { text } = useWeir();
  const list = useId();
  const { name, kind, choices } = field;
  const onInput = (event: { currentTarget: HTMLInputElement | HTMLSelectElement }) =>
    onChange(event.currentTarget.value);
  const hasDomains = kind === 'domain' || kind === 'domains' || kind === 'liveDomain';
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: TypedInput is one
    <label>
      {text.apis.fields[name]}
      {choices ? (
        <select value={value} onChange={onInput}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <TypedInput kind={kind} list={list} value={value} onInput={onInput} />
      )}
      {hasDomains && <Offered id={list} isLive={kind === 'liveDomain'} />}
    </label>
  );
}

interface TypedInputProps {
  readonly kind: Field['kind'];
  readonly list: string;
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
