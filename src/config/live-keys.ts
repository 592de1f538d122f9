/**
 * Every key of an input of agent.yaml that polls a live server, by the key that says which kind it is: that one holds the
 * address. docs/live.md explains them.
 */
export const LIVE_INPUT_KEYS = {
  srs: ['srs', 'domains', 'every', 'protocols', 'ceiling', 'hooks'],
  nginx_rtmp: ['nginx_rtmp', 'domains', 'every', 'protocols', 'ceiling'],
  node_media_server: ['node_media_server', 'domains', 'every', 'protocols', 'ceiling'],
} as const;
