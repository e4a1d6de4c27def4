/**
 * Words for what the examples print.
 */

/** `1 device`, `2 devices`. */
export const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`
