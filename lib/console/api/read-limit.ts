/**
 * Milliseconds in which something that is read must be answered. Most of it takes less than one second, the first look at
 * the releases of an account with many versions takes longest.
 */
export const READ_LIMIT = 60_000;

/** Milliseconds of silence after which a call to AWS has failed. The SDK makes three attempts, with pauses. */
export const CALL_LIMIT = READ_LIMIT / 4;
