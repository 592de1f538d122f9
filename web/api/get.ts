/** A refusal, or no answer at all (status 0); `message` is the server's own sentence. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

/**
 * The JSON behind a path of this server, read with the session's cookie. Throws ApiError. A session that is over leads to
 * the login, and from there back to the same view.
 */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const response = await reach(path, signal);
  if (response.status === 401) signInAgain();
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Answer;
}

async function reach(path: string, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(path, { signal: signal ?? null, headers: { accept: 'application/json' } });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'unreachable', '');
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const { title = 'error', detail = response.statusText } = (await response.json().catch(() => ({}))) as {
    title?: string;
    detail?: string;
  };
  return new ApiError(response.status, title, detail);
}

function signInAgain(): void {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}
