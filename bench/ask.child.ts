// The asking side of the HTTP benchmarks, in a process of its own so that the server's CPU can be read apart. Gets a
// list of requests over IPC, sends them one after the other, checks that each was answered, and says when it is done.

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

process.on('message', async (requests: readonly Asked[]) => {
  let bytes = 0;
  for (const { url, ...init } of requests) {
    const response = await fetch(url, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 200)}`);
    if (/"status":[1-9-]|"code":[1-9]|error_code/.test(text)) throw new Error(`${url} refused: ${text.slice(0, 200)}`);
    bytes += text.length;
  }
  process.send!({ bytes });
});
