# mawk's part in `npm run bench meter`: a row of CSV for each domain and minute of the benchmark's text format.
#
#     mawk -f by-minute.awk LOG
#
# Split at quotes: $1 ends in the time, $3 begins with the status, $8 is the host, $9 ` CACHE SENT UPSTREAM SECONDS`.

BEGIN { FS = "\"" }

{
  key = $8 "," substr($1, length($1) - 27, 17)
  n = split($9, tail, " ")
  requests[key]++
  bytes[key] += tail[2]
  if (tail[1] == "HIT") { hits[key]++; hit_bytes[key] += tail[2] }
  if (tail[3] != "-") {
    asked[key]++
    for (i = 3; i < n; i++) fetched[key] += tail[i]  # "12," counts as 12 and ":" as 0
  }
  statuses[key, substr($3, 2, 1)]++
}

END {
  for (key in requests)
    printf "%s,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f,%.0f\n", key, requests[key], bytes[key], hits[key],
      hit_bytes[key], asked[key], fetched[key], statuses[key, 1], statuses[key, 2], statuses[key, 3], statuses[key, 4],
      statuses[key, 5]
}
