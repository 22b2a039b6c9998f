import type { Claim, KeyTable } from './key-table.ts'

/** A claim, and the table in which it stands. */
export class HeldClaim<Owner> {
  readonly table: KeyTable<Owner>
  readonly claim: Claim<Owner>

  constructor(table: KeyTable<Owner>, claim: Claim<Owner>) {
    this.table = table
    this.claim = claim
  }
}
