/** How SRS's hooks and its API name one run. */
export function srsRun(server: string, service: string): string {
  return `${server}.${service}`;
}

/** '/live/t1' -> live, t1; '/a/b/t1' -> a/b, t1. */
export function srsPath(url: string): { app: string; stream: string } {
  const path = url.slice(url.indexOf('/') + 1);
  const cut = path.lastIndexOf('/');
  return { app: path.slice(0, Math.max(0, cut)), stream: path.slice(cut + 1) };
}

/** 'rtmp-play' -> rtmp, 'fmle-publish' -> rtmp, 'hls-play' -> hls. */
export function srsProtocol(type: string): string {
  const word = /^[a-z]+(?=-)/i.exec(type)?.[0]?.toLowerCase() ?? 'rtmp';
  return ['fmle', 'flash', 'haivision'].includes(word) ? 'rtmp' : word;
}
