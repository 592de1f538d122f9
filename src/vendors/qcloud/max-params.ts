/**
 * Parameters of one request: 5,000 hosts, each with its project. A megabyte holds 300,000 names, which would take a second
 * to sort for their signature.
 */
export const MAX_PARAMS = 10_000;
