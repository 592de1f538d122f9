// chDB's best plan for the question of `npm run bench meter`, one thread, as rows of CSV on standard output.
//
//     node chdb.mjs text|json LOG
//
// Text: whole lines, split at their quotes. Low-cardinality keys and a limit on the number of pieces gained nothing.
import { query } from 'chdb';

const [kind, log] = process.argv.slice(2);

const listSum = (text) => `arraySum(arrayMap(number -> toUInt64OrZero(number), extractAll(${text}, '[0-9]+')))`;

const lines = {
  text: `SELECT p[8] AS host, substring(p[1], -28, 17) AS minute, toUInt16OrZero(substring(p[3], 2, 3)) AS status,
      splitByChar(' ', p[9]) AS t, startsWith(p[9], ' HIT ') AS hit, toUInt64OrZero(t[3]) AS bytes, t[4] != '-' AS asked,
      if(asked, ${listSum("arrayStringConcat(arraySlice(t, 4, length(t) - 4), ' ')")}, 0) AS fetched
    FROM (SELECT splitByChar('"', line) AS p FROM file('${log}', 'LineAsString', 'line String'))`,
  json: `SELECT host, substring(time_iso8601, 1, 16) AS minute, status, upstream_cache_status = 'HIT' AS hit,
      bytes_sent AS bytes, upstream_bytes_received != '' AS asked,
      if(asked, ${listSum('upstream_bytes_received')}, 0) AS fetched
    FROM file('${log}', 'JSONEachRow', 'time_iso8601 String, host String, status UInt16, bytes_sent UInt64,
      upstream_cache_status String, upstream_bytes_received String')`,
}[kind];

const statusCounts = [1, 2, 3, 4, 5].map((c) => `countIf(status >= ${c}00 AND status < ${c + 1}00)`);
const counters = `count(), sum(bytes), countIf(hit), sumIf(bytes, hit), countIf(asked), sum(fetched), ${statusCounts.join(', ')}`;

query(`INSERT INTO FUNCTION file('/dev/stdout', 'CSV') SELECT host, minute, ${counters} FROM (${lines})
  GROUP BY host, minute SETTINGS max_threads = 1, max_insert_threads = 1, input_format_parallel_parsing = 0,
  output_format_parallel_formatting = 0, engine_file_truncate_on_insert = 1, input_format_skip_unknown_fields = 1`);
