import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { fanfold, toolsDirectory } from './fanfold.ts'

const { directory: cwd, remove } = toolsDirectory(`
  export const a = { name: 'a', execute: () => 1 }
`)
after(remove)
writeFileSync(
  join(cwd, 'throws.ts'),
  `throw new Error('No connection to postgres://user:sekret99@host/db')`,
)
const server = { command: process.execPath, args: ['-e', ''] }
writeFileSync(
  join(cwd, 'servers.json'),
  JSON.stringify({ mcpServers: { a: { url: '//user:sekret99@host/mcp' }, b: server } }),
)

const worker = ['worker', '-t', 'tools.ts', '--redis']
const run = ['run', '-q', '--verbose', '-t', 'tools.ts', 'q', '-m', 'openai:m', '--base-url']
const keys = { OPENAI_API_KEY: 'k', REDIS_URL: 'redis//user:sekret99@host' }

/** The password is `sekret99` in all of them. */
const commands: readonly [argv: string[], code: number, says: RegExp][] = [
  [[...worker, 'redis//user:sekret99@host'], 2, /--redis to be a URL .* got "redis\/\/\[red/],
  [[...worker, 'user:sekret99@127.0.0.1'], 2, /--redis to be a URL .* got "\[redacted\]@127/],
  [[...worker, 'redis://user:sekret99@127.0.0.1:99999'], 2, /--redis to be a URL .*:99999"/],
  [['worker', '-t', 'tools.ts'], 2, /REDIS_URL to be a URL such as redis:/],
  [[...run, 'http://user:sekret99@127.0.0.1:9/v1'], 1, /openai at http:\/\/\[redacted\]@127\.0/],
  [[...run, 'http://127.0.0.1:9/v1?api-key=sekret99'], 1, /openai at http:\/\/127.*\?\[redacted\]/],
  [[...run, 'ftp://user:sekret99@host'], 2, /--base-url .* got "ftp:\/\/\[redacted\]@host"/],
  [['effects', 'throws.ts', '--verbose'], 2, /No connection to postgres:\/\/\[redacted\]@host/],
  [['effects', 'servers.json'], 1, /mcpServers\.a\.url` to be a URL, got "\[redacted\]@host/],
]

suite('no command prints a password', { concurrency: 2 }, () => {
  for (const [argv, expected, says] of commands)
    test(`fanfold ${argv.join(' ')}`, async () => {
      const { code, stdout, stderr } = await fanfold(argv, { cwd, env: keys })
      assert.equal(code, expected, stderr)
      assert.match(stderr, says)
      assert.doesNotMatch(stdout + stderr, /sekret99/)
    })
})
