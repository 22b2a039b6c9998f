import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { KeyTable } from '../../src/keys/key-table.ts'
import { LaterClaims } from '../../src/keys/later-claims.ts'
import { arbitraryEffects } from './arbitrary-keys.ts'
import { conflict } from './naive-table.ts'

test('of the later claims that conflict with one, the longest is found, and of no others', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ effects: arbitraryEffects, length: fc.nat(), released: fc.boolean() }), {
        maxLength: 12,
      }),
      (all) => {
        const table = new KeyTable<number>(() => {})
        const claims = all.map(({ effects }, owner) => table.claim(owner, effects))
        for (const claim of claims) if (all[claim.owner]?.released) table.release(claim)
        const later = new LaterClaims<number>()
        for (const claim of claims.toReversed()) {
          const { effects, length, released } = all[claim.owner] as (typeof all)[number]
          if (released) continue
          const lengths = all
            .slice(claim.owner + 1)
            .filter((other) => !other.released && conflict(effects, other.effects))
            .map((other) => other.length)
          assert.equal(later.longestAfter(claim), Math.max(0, ...lengths))
          later.tell(claim, length)
        }
      },
    ),
  )
})
