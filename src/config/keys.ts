/**
 * Every key of weir.yaml, by the map it stands in; of a map that comes in kinds, the kind follows a '|'. What is not here
 * is refused as unknown, and a test holds docs/config.md to this list.
 */
export const KEYS = {
  '': ['listen', 'store', 'ingest', 'retention', 'tls', 'formats', 'operators', 'accounts'],
  'store|embedded': ['kind', 'path'],
  'store|clickhouse': ['kind', 'url', 'database', 'cluster'],
  ingest: ['token', 'nodes'],
  'ingest.nodes[]': ['name', 'token'],
  retention: ['minutes', 'five_minutes'],
  tls: ['cert', 'key'],
  'formats.NAME': ['nginx', 'json', 'hits', 'spread_after', 'domain'],
  'formats.NAME.json': ['time', 'host', 'bytes', 'status', 'cache', 'origin_bytes', 'duration', 'duration_ms'],
  'operators[]': ['name', 'token'],
  'accounts[]': ['id', 'time_zone', 'projects', 'domains', 'credentials'],
  'accounts[].projects[]': ['id', 'name'],
  'accounts[].domains[]': ['name', 'project', 'service', 'from'],
  'accounts[].credentials[]|jdcloud': ['api', 'username', 'secret_key'],
  'accounts[].credentials[]|qcloud': ['api', 'secret_id', 'secret_key'],
  'accounts[].credentials[]|huaweicloud': ['api', 'project_id', 'access_key', 'secret_key', 'token'],
  'accounts[].credentials[]|weir': ['api', 'token'],
} as const;
