import type { ApiError } from '../api/get.ts';
import type { Texts } from '../text/en.ts';

/** What went wrong in the server's own words, and what to do now. */
export function Fault({
  text,
  error,
  retry,
}: {
  readonly text: Texts;
  readonly error: ApiError;
  readonly retry: () => void;
}) {
  return (
    <div class="card state" role="alert">
      <h2>{text.faults.title}</h2>
      <p>{faultText(text, error)}</p>
      <button type="button" class="primary" onClick={retry}>
        {text.faults.retry}
      </button>
    </div>
  );
}

export function faultText(text: Texts, { status, message }: ApiError): string {
  if (status === 0) return message || text.faults.unreachable;
  return status === 503 ? text.faults.store : message;
}
