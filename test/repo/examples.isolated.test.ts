import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { noRedis } from '../place/queue/redis.ts'
import { requireBuild } from './entries.ts'
import { filesOf, root } from './files.ts'
import { runNode } from './run-node.ts'

const examples = filesOf('examples/*.ts', 'examples/*/main.ts')

/** What an example says that it prints, in comments such as `// prints: Ada has 3 open tickets`. */
function promises(text: string): string[] {
  return [...text.matchAll(/^\/\/ prints: (.+)$/gm)].map(([, promised = '']) => promised.trim())
}

const hasFrameworks = existsSync(join(root, 'frameworks/node_modules/@langchain/langgraph'))

/** An example that needs Redis, or the frameworks, says so at its top. */
function skipFor(text: string): string | false {
  if (/needs the\W+frameworks/i.test(text) && !hasFrameworks)
    return 'the frameworks are not installed: npm ci --prefix frameworks'
  return /needs redis-server/i.test(text) && (noRedis ?? false)
}

describe('the examples', { concurrency: 2 }, () => {
  before(requireBuild)

  it('are there', () => {
    assert.ok(examples.length > 0)
  })

  for (const { path, text } of examples)
    it(`${path} runs, and prints what it says`, { skip: skipFor(text) }, async () => {
      const { code, stdout, stderr } = await runNode([path])
      assert.equal(code, 0, `${stderr}\n${stdout}`)
      assert.notDeepEqual(promises(text), [], 'Expected a comment that begins with "// prints: ".')
      for (const promised of promises(text))
        assert.ok(stdout.includes(promised), `Expected "${promised}" in:\n${stdout}`)
    })
})
