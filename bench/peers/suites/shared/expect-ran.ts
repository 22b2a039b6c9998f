/** A library that loses calls is quick, and its time is no figure. */
export function expectRan(ran: number, expected: number): void {
  if (ran !== expected) throw new Error(`Expected ${expected} calls to run, ${ran} did.`)
}
