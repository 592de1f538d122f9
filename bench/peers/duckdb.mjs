// DuckDB's best plan for the question of `npm run bench meter`, one thread, as rows of CSV on standard output.
//
//     node duckdb.mjs text|json LOG
//
// Text: a quote as the delimiter of read_csv gives nine columns a line, which costs the same as reading by spaces with
// quoting (that needs null_padding, as an upstream list has spaces in it) and less than a regular expression.
import { DuckDBInstance } from '@duckdb/node-api';

const [kind, log] = process.argv.slice(2);

const columns = (names) => `{${names.map((name) => `${name}: 'VARCHAR'`).join(', ')}}`;
const splitAtQuotes = `read_csv('${log}', delim = '"', quote = '', escape = '', header = false, auto_detect = false,
  columns = ${columns(['before', 'request', 'status', 'referer', 'gap', 'agent', 'gap2', 'host', 'behind'])})`;
const objects = `read_json('${log}', format = 'newline_delimited', columns = {host: 'VARCHAR', time_iso8601: 'VARCHAR',
  status: 'INTEGER', upstream_cache_status: 'VARCHAR', bytes_sent: 'BIGINT', upstream_bytes_received: 'VARCHAR'})`;
const listSum = (text) =>
  `list_sum(list_transform(regexp_extract_all(${text}, '[0-9]+'), lambda number: number::BIGINT))`;

const lines = {
  text: `SELECT host, substr(before, -28, 17) AS minute, substr(status, 2, 3)::INTEGER AS status, t[2] = 'HIT' AS hit,
      t[3]::BIGINT AS bytes, t[4] <> '-' AS asked, CASE WHEN t[4] = '-' THEN 0 WHEN len(t) = 5 THEN t[4]::BIGINT
      ELSE ${listSum("array_to_string(t[4:len(t) - 1], ' ')")} END AS fetched
    FROM (SELECT host, before, status, string_split(behind, ' ') AS t FROM ${splitAtQuotes})`,
  json: `SELECT host, substr(time_iso8601, 1, 16) AS minute, status, upstream_cache_status = 'HIT' AS hit,
      bytes_sent AS bytes, upstream_bytes_received <> '' AS asked, CASE WHEN upstream_bytes_received = '' THEN 0
      ELSE coalesce(try_cast(upstream_bytes_received AS BIGINT), ${listSum('upstream_bytes_received')}) END AS fetched
    FROM ${objects}`,
}[kind];

const statusCounts = [1, 2, 3, 4, 5].map((c) => `count(*) FILTER (status >= ${c}00 AND status < ${c + 1}00)`);
const counters = `count(*), sum(bytes), count(*) FILTER (hit), coalesce(sum(bytes) FILTER (hit), 0), count(*) FILTER (asked),
  sum(fetched), ${statusCounts.join(', ')}`;

const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
await connection.run('SET preserve_insertion_order = false');
await connection.run(`COPY (SELECT host, minute, ${counters} FROM (${lines}) GROUP BY ALL)
  TO '/dev/stdout' (FORMAT csv, HEADER false)`);
