import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pure, type ToolsetEffects } from '../../../bench/bfcl/effects/effect.ts'
import { gorillaFileSystem } from '../../../bench/bfcl/effects/gorilla-file-system.ts'
import { postingApi } from '../../../bench/bfcl/effects/posting-api.ts'
import { travelBooking } from '../../../bench/bfcl/effects/travel-booking.ts'
import { fileSystemModel } from './models/file-system.ts'
import type { Model } from './models/model.ts'
import { postingModel } from './models/posting.ts'
import { travelModel } from './models/travel.ts'
import { findDifference } from './stress.ts'

const turns = 1_000

function check<State>(name: string, model: Model<State>, effects: ToolsetEffects): void {
  describe(`the declared effects of ${name}`, () => {
    it('allow only orders that end in one state with the same answers', () => {
      assert.equal(findDifference(model, effects, turns), undefined)
    })

    for (const [changed, { writes }] of Object.entries(effects))
      if (writes !== undefined)
        it(`would be found out if ${changed} did not declare its writes`, () => {
          assert.ok(findDifference(model, { ...effects, [changed]: pure }, turns))
        })
  })
}

check('the file system', fileSystemModel, gorillaFileSystem)
check('the posting service', postingModel, postingApi)
check('the travel service', travelModel, travelBooking)
