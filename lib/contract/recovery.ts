/** Seconds for which a run takes the lock of its version: longer than any run can last, so that whoever still holds it then is dead. */
export const LOCK_LEASE_SECONDS = 14_400;

/** How often a sweep looks for locks that have outlived their lease, and starts the rollback that no event has started. */
export const SWEEP_EVERY_MINUTES = 15;
