// What the host (in the other sense: the program around this module) is asked, once for each spelling. Both readings of a
// text are then the same: the reference parser's own code reads it.

/** A host name's number, -1 where it is not usable. */
@external("weir", "domainOf")
export declare function domainOf(text: usize, length: u32): i32;

/** A time stamp's bucket (its start, Unix seconds), 0 where it is no time. */
@external("weir", "bucketOf")
export declare function bucketOf(text: usize, length: u32): u32;

/** 1 for a cache status that is a hit. */
@external("weir", "isHit")
export declare function isHit(text: usize, length: u32): u32;
