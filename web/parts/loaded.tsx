import type { ComponentChildren } from 'preact';
import type { Answer } from '../api/use-answer.ts';
import { useWeir } from '../state/context.ts';
import { Fault, faultText } from './fault.tsx';

/** An answer's content; before it a quiet place, instead of it a fault, and beside an old one that it is old. */
export function Loaded<Value>({
  answer,
  children,
}: {
  readonly answer: Answer<Value>;
  readonly children: (value: Value) => ComponentChildren;
}) {
  const { text } = useWeir();
  const { value, error, retry, isLoading, isStale } = answer;
  if (value === undefined) {
    if (error) return <Fault text={text} error={error} retry={retry} />;
    return (
      <div class="card state loading" role="status">
        <p class="quiet">{text.shell.loading} …</p>
      </div>
    );
  }
  return (
    <>
      {error && (
        <p class="notice warn" role="alert">
          {error.status === 0 ? text.faults.stale : faultText(text, error)}{' '}
          <button type="button" onClick={retry}>
            {text.faults.retry}
          </button>
        </p>
      )}
      <div class={isStale ? 'loaded stale' : 'loaded'} aria-busy={isLoading}>
        {children(value)}
      </div>
    </>
  );
}
