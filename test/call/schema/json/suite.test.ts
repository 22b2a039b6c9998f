import assert from 'node:assert/strict'
import { it } from 'node:test'
import { missingSuite, runSuite } from './suite.ts'

const drafts = [
  {
    name: 'draft2020-12',
    uri: 'https://json-schema.org/draft/2020-12/schema',
    definitions: '$defs',
  },
  { name: 'draft7', uri: 'http://json-schema.org/draft-07/schema#', definitions: 'definitions' },
]

for (const draft of drafts)
  it(
    `the required tests of the JSON-Schema-Test-Suite pass: ${draft.name}`,
    { skip: missingSuite },
    (t) => {
      const { all, passed, withRemotes, failures } = runSuite(draft)
      t.diagnostic(`${draft.name}: ${passed} of ${all}, ${withRemotes} of them with remote schemas`)
      assert.equal(passed, all, failures.slice(0, 20).join('\n'))
      assert.ok(all > 900, `only ${all} tests`)
    },
  )
