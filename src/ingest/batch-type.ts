/** The Content-Type of a batch. In a file of its own, so that a sender does without the receiver's schema. */
export const BATCH_CONTENT_TYPE = 'application/vnd.weir.segments';
