import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from './get.ts';

/** The last answer stays while the next one is on its way, and when it fails. */
export interface Answer<Value> {
  readonly value: Value | undefined;
  readonly error: ApiError | undefined;
  readonly isLoading: boolean;
  /** The value answers an older question. */
  readonly isStale: boolean;
  readonly retry: () => void;
}

/**
 * Asks when `key` changes, and again every `refreshSeconds` (0 = never) while somebody looks. An answer to an older question
 * never replaces a newer one's.
 */
export function useAnswer<Value>(
  key: string,
  ask: (signal: AbortSignal) => Promise<Value>,
  refreshSeconds = 0,
): Answer<Value> {
  const [state, setState] = useState<State<Value>>(initial(key));
  const [turn, setTurn] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    const stop = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    latest
      .current(stop.signal)
      .then((value) => setState({ key, value, error: undefined, isLoading: false }))
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        setState((before) => ({
          ...{ key, error: asApiError(error), isLoading: false },
          value: before.key === key ? before.value : undefined, // another question's numbers would be wrong ones
        }));
      });
    return () => stop.abort();
    // `turn` asks again
  }, [key, turn]);
  useEffect(() => {
    if (refreshSeconds === 0) return;
    const timer = setInterval(() => !document.hidden && setTurn((before) => before + 1), refreshSeconds * 1000);
    return () => clearInterval(timer);
  }, [refreshSeconds]);
  const isStale = state.value !== undefined && state.key !== key;
  return { ...state, isStale, retry: () => setTurn((before) => before + 1) };
}

interface State<Value> extends Omit<Answer<Value>, 'retry' | 'isStale'> {
  /** The question that was answered last. */
  readonly key: string;
}

function initial(key: string) {
  return { key, value: undefined, error: undefined, isLoading: true };
}

function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, 'unexpected', String(error));
}
