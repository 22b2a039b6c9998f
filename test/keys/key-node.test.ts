import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LiveClaim } from '../../src/keys/key-claim.ts'
import { KeyNode } from '../../src/keys/key-node.ts'
import { KeyTable } from '../../src/keys/key-table.ts'
import { IS, IX, S, X, type Mode } from '../../src/keys/lock-mode.ts'

type Node = KeyNode<LiveClaim<string>>

/** Of whom the claims say that they are, and who is not asked here. */
const table = new KeyTable<string>(() => {})

function enter(claim: LiveClaim<string>, ...stakes: [Node, Mode][]): void {
  for (const [node, mode] of stakes) node.arrive(claim, mode)
  for (let entry = claim.entry; entry !== undefined; entry = entry.sibling)
    if (entry.node.enqueue(entry)) claim.waits += 1
}

function leave(claim: LiveClaim<string>): string[] {
  const freed: LiveClaim<string>[] = []
  for (let entry = claim.entry; entry !== undefined; entry = entry.sibling)
    entry.node.leave(entry, freed)
  return freed.map(({ owner }) => owner)
}

test('a node is named by its path', () => {
  const root: Node = new KeyNode()
  assert.equal(root.key, '*')
  assert.equal(root.child('file').child('src').key, 'file/src')
})

test('a node is there until the last who has a stake in it leaves', () => {
  const root: Node = new KeyNode()
  const file = root.child('file')
  const a = file.child('a')
  const reader = new LiveClaim('reader', table, 0)
  const writer = new LiveClaim('writer', table, 1)
  enter(reader, [root, IS], [file, S])
  enter(writer, [root, IX], [file, IX], [a, X])
  leave(reader)
  assert.equal(root.child('file'), file)
  assert.equal(file.child('a'), a)
  leave(writer)
  assert.notEqual(root.child('file'), file)
  assert.notEqual(file.child('a'), a)
})

test('stakes of one claim in one node become one, as strong as both', () => {
  const root: Node = new KeyNode()
  const both = new LiveClaim('both', table, 0)
  enter(both, [root, S], [root, IX])
  assert.equal(both.entry?.sibling, undefined)
  for (const mode of [S, IX]) {
    const other = new LiveClaim('other', table, 1)
    enter(other, [root, mode])
    assert.equal(other.granted, false)
    leave(other)
  }
  const below = new LiveClaim('below', table, 2)
  enter(below, [root, IS])
  assert.equal(below.granted, true)
})

test('each that waits is freed once, by whoever was the last in its way', () => {
  const root: Node = new KeyNode()
  const claims = (['r1', 'r2', 'w', 'r3', 'r4'] as const).map((name, place) => {
    const claim = new LiveClaim(name as string, table, place)
    enter(claim, [root, name === 'w' ? X : S])
    return claim
  })
  assert.deepEqual(claims.map(leave), [[], ['w'], ['r3', 'r4'], [], []])
})
