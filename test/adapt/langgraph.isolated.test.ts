import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { root } from '../repo/files.ts'

interface Checks {
  twoQuestions(): Promise<string[]>
  failsOnceAnswered(): Promise<string[]>
  triedAgain(): Promise<readonly [string[], number]>
  commandsAndMessages(): Promise<readonly [string[], number]>
  graphsInside(): Promise<string[]>
  sharedMessage(): Promise<readonly [string[], number]>
}

const path = join(root, 'frameworks/langgraph.checks.ts')
const isInstalled = existsSync(join(root, 'frameworks/node_modules/@langchain/langgraph'))
const skip = isInstalled ? false : 'the frameworks are not installed: npm ci --prefix frameworks'

/** Loaded late: it needs what is not installed where this is skipped. */
const checks = async (): Promise<Checks> => (await import(path)) as Checks

describe('a guarded tool node with a journal, in a real graph', { skip }, () => {
  it('gives each question of a message its own answer', async () => {
    const { twoQuestions } = await checks()
    assert.deepEqual(await twoQuestions(), ['first: one', 'second: two'])
  })

  it('gives nobody the answer of a call that failed with it', async () => {
    const { failsOnceAnswered } = await checks()
    const [first, second] = await failsOnceAnswered()
    assert.match(first ?? '', /declined: one/)
    assert.equal(second, 'second: two')
  })

  it('does not ask again where a call is tried again', async () => {
    const { triedAgain } = await checks()
    assert.deepEqual(await triedAgain(), [['ask: one'], 2])
  })

  it('gives commands, messages and data again as they were, of calls that ran once', async () => {
    const { commandsAndMessages } = await checks()
    const told = ['commanded', 'said', '{"some":["data"]}', 'asked: one']
    assert.deepEqual(await commandsAndMessages(), [told, 3])
  })

  it('finds the graph that a call runs inside by the call, not by how many there were before', async () => {
    const { graphsInside } = await checks()
    assert.deepEqual(await graphsInside(), ['first > first!', 'second > second!yes'])
  })

  it('gives each of two calls that share a result a message of its own', async () => {
    const { sharedMessage } = await checks()
    assert.deepEqual(await sharedMessage(), [['0', '1'], 1])
  })
})
