import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { judgeTool } from '../../../src/adapt/effects/judge-tool.ts'
import type { ToolFacts } from '../../../src/adapt/effects/tool-facts.ts'
import { changing, changingToo, reading, type InventedTool } from './hostile-tools.ts'

const factsOf = ([name, description = '', schema]: InventedTool): ToolFacts => ({
  name,
  description,
  schema,
})
const all = [...changing, ...changingToo]

suite('no write is taken for a read', () => {
  test(`none of ${all.length} tools that change something, by whatever name`, () => {
    assert.ok(all.length >= 600)
    assert.deepEqual(
      all.filter((tool) => judgeTool(factsOf(tool)).effect === 'reads'),
      [],
    )
  })

  test('nor if its server says that its annotations are not to be trusted, whatever these say', () => {
    for (const tool of all) {
      const facts = { ...factsOf(tool), hints: { readOnlyHint: true } }
      assert.equal(judgeTool(facts, { trust: false }).effect, 'writes', tool[0])
    }
  })

  test('nor one that is plainly named after a write, although its server says that it only reads', () => {
    for (const name of ['delete_file', 'createUser', 'get_or_create', 'send-mail', 'mark_read']) {
      const judged = judgeTool({ name, description: '', hints: { readOnlyHint: true } })
      assert.equal(judged.effect, 'writes')
      assert.match(judged.contradiction ?? '', /^readOnlyHint: true, but named "/)
    }
  })
})

suite('enough reads are found to be of use', () => {
  test(`of ${reading.length} tools that change nothing, eight in ten`, () => {
    const found = reading.filter((tool) => judgeTool(factsOf(tool)).effect === 'reads')
    assert.ok(found.length >= 0.8 * reading.length, `${found.length} of ${reading.length}`)
  })
})
