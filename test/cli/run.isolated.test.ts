import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { after, suite, test } from 'node:test'
import { parseTrace } from '../../src/observe/trace/read-trace.ts'
import { createModelServer, type Script } from '../../src/testing/index.ts'
import { bin, fanfold, start, toolsDirectory, type Finished } from './fanfold.ts'

const { directory, remove } = toolsDirectory(`
  import { setTimeout as sleep } from 'node:timers/promises'
  export const slow = {
    name: 'slow', reads: [], description: 'Takes a moment.',
    execute: async ({ n }: { n: number }) => { await sleep(20); return { n } },
  }
  export default [
    { name: 'fails', execute: () => { throw new Error('no such thing') } },
    { name: 'talks', execute: () => { console.log('a remark'); return 'said' } },
  ]
`)
after(remove)

const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' }

/** Runs a question against a scripted model. */
async function run(
  script: Script,
  argv: string[] = [],
  options: { env?: NodeJS.ProcessEnv; provider?: string } = {},
): Promise<Finished & { readonly requests: number; readonly formats: readonly unknown[] }> {
  const { provider = 'anthropic', env = {} } = options
  const server = await createModelServer({ script })
  const url = provider.startsWith('openai') ? server.openaiBaseURL : server.url
  const fixed = ['run', '-t', 'tools.ts', '-m', `${provider}:m`, '--base-url', url]
  try {
    const finished = await fanfold([...fixed, ...argv, 'What', 'now?'], { cwd: directory, env })
    const formats = server.requests.map(({ format }) => format)
    return { ...finished, requests: formats.length, formats }
  } finally {
    await server.close()
  }
}

const lookups: Script = ({ turn, results, firstUserText }) =>
  turn === 0
    ? { text: 'Let me see.', calls: [1, 2, 3].map((n) => ({ name: 'slow', input: { n } })) }
    : { text: `${firstUserText} ${results.map(({ text }) => text).join(' ')}` }

const answer = 'What now? {"n":1} {"n":2} {"n":3}\n'
const words = `Let me see.\n\n${answer}`

suite('fanfold run', { concurrency: 2 }, () => {
  test('keeps a run in a journal, and goes on with it', async () => {
    const failing: Script = [{ calls: [{ name: 'talks' }] }, { status: 400 }, { text: 'Well?' }]
    const server = await createModelServer({ script: failing })
    const fixed = ['run', '-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.url]
    const journal = ['--journal', 'run.db']
    try {
      const failed = await fanfold([...fixed, ...journal, 'What', 'now?'], { cwd: directory })
      assert.equal(failed.code, 1, failed.stderr)
      const run = /^Run (run_\w+), kept in run\.db$/m.exec(failed.stderr)?.[1] ?? ''
      assert.match(failed.stderr, /a remark/)
      const resumed = await fanfold([...fixed, ...journal, '--resume', run], { cwd: directory })
      assert.equal(resumed.code, 0, resumed.stderr)
      assert.equal(resumed.stdout, 'Well?\n')
      assert.doesNotMatch(resumed.stderr, /a remark/, 'What had settled is not run again.')
      const unknown = await fanfold([...fixed, ...journal, '--resume', 'x'], { cwd: directory })
      assert.equal(unknown.code, 2)
      assert.match(
        unknown.stderr,
        /^fanfold: There is no run "x" in run\.db\. Its runs: fanfold journal list run\.db\n$/,
      )
      const again = await fanfold([...fixed, ...journal, '--resume', run], { cwd: directory })
      assert.equal(again.stdout, 'Well?\n', 'An answer that is kept is given again.')
    } finally {
      await server.close()
    }
  })

  test('writes a trace that can be read, of runs that fail, too', async () => {
    const path = join(directory, 'run.jsonl')
    const { code, stderr } = await run(lookups, ['--trace', 'run.jsonl'])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /See it: fanfold view run\.jsonl/)
    const { header, lines, broken } = parseTrace(readFileSync(path, 'utf8'))
    assert.equal(broken, 0)
    assert.deepEqual([header.question, header.model], ['What now?', 'anthropic:m'])
    assert.equal(lines.filter((line) => line.type === 'request').length, 2)
    await run([{ status: 400 }], ['--trace', 'run.jsonl'])
    const failed = parseTrace(readFileSync(path, 'utf8')).lines.at(-1)
    assert.equal(failed?.type === 'end' && failed.outcome, 'failed')
  })

  test('asks nothing if the trace cannot be written', async () => {
    const { code, stderr, requests } = await run(lookups, ['--trace', 'no/such/run.jsonl'])
    assert.equal(code, 2)
    assert.match(
      stderr,
      /Expected the trace file no\/such\/run\.jsonl to be one that can be written/,
    )
    assert.equal(requests, 0)
  })

  test('says what goes with --resume', async () => {
    const fixed = ['run', '-t', 'tools.ts', '-m', 'anthropic:m']
    const cases: [string[], RegExp][] = [
      [[], /Expected a question, or --resume <run>/],
      [['--resume', 'r'], /Expected --journal <file> beside --resume/],
      [['--resume', 'r', '--journal', 'j.db', 'Hm?'], /a question or --resume <run>, got both/],
    ]
    for (const [argv, message] of cases) {
      const { code, stderr } = await fanfold([...fixed, ...argv], { cwd: directory })
      assert.equal(code, 2)
      assert.match(stderr, message)
    }
  })

  for (const [provider, format, env] of [
    ['anthropic', 'anthropic'],
    ['openai', 'openai-chat'],
    ['openai-responses', 'openai-responses'],
    ['gemini', 'gemini'],
    ['bedrock', 'bedrock', aws],
    ['ollama', 'ollama'],
    ['cohere', 'cohere'],
  ] as const)
    test(`answers on standard output, with the events on standard error: ${provider}`, async () => {
      const { code, stdout, stderr, formats } = await run(lookups, ['--max-tokens', '99'], {
        provider,
        ...(env && { env }),
      })
      assert.equal(code, 0, stderr)
      assert.deepEqual(formats, [format, format])
      // With Cohere, what is said before calls is a plan, and no text.
      assert.equal(stdout, provider === 'cohere' ? answer : words)
      assert.equal(stderr.match(/slow started/g)?.length, 3)
      assert.equal(stderr.match(/slow ok after [\d.]+ s/g)?.length, 3)
      assert.match(stderr, /tools [\d.]+ s \(one by one [\d.]+ s\) · 3 calls · 2 requests · /)
    })

  test('writes no control characters where nothing is a terminal, unless FORCE_COLOR asks for them', async () => {
    const plain = await run(lookups)
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    assert.doesNotMatch(plain.stdout + plain.stderr, /[\u0000-\u0009\u000b-\u001f]/)
    const script: Script = [{ calls: [{ name: 'fails' }] }, { text: 'Sorry.' }]
    const forced = await run(script, [], { env: { FORCE_COLOR: '1' } })
    assert.ok(forced.stderr.includes('\u001B[31m'), forced.stderr)
    const none = await run(script, [], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    assert.ok(forced.stdout === none.stdout)
  })

  test('--json prints one object', async () => {
    const { code, stdout, stderr } = await run(lookups, ['--json'])
    assert.equal(code, 0)
    assert.equal(stderr, '')
    const { model, outcome, text, stats, turns } = JSON.parse(stdout)
    assert.deepEqual(
      { model, outcome, text },
      { model: 'anthropic:m', outcome: 'answered', text: answer.trim() },
    )
    assert.equal(stats.requests, 2)
    assert.equal(turns.length, 1)
    assert.deepEqual(
      turns[0].results.map(({ name, status, content }: Record<string, unknown>) => [
        name,
        status,
        content,
      ]),
      [1, 2, 3].map((n) => ['slow', 'ok', `{"n":${n}}`]),
    )
  })

  test('--quiet leaves the words alone, and --no-stream the answer', async () => {
    const { stdout, stderr } = await run(lookups, ['--quiet'])
    assert.equal(stdout, words)
    assert.equal(stderr, '')
    assert.equal((await run(lookups, ['--no-stream'])).stdout, answer)
  })

  test('the words are in a pipe as they come', async () => {
    const server = await createModelServer({
      script: [{ text: 'Once upon a time.', break: { afterBytes: 900, how: 'hang' } }],
    })
    const argv = ['run', '-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.url, 'q']
    const { child, finished } = start(argv, { cwd: directory })
    const [first] = (await once(child.stdout as Readable, 'data')) as [string]
    assert.match(first, /^Once/, 'before the message has ended')
    child.kill()
    await finished
    await server.close()
  })

  test('on one screen words and events do not share a line', async () => {
    const server = await createModelServer({ script: lookups })
    const argv = ['run', '-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.url, 'q']
    const command = [process.execPath, bin, ...argv].map((word) => `'${word}'`).join(' ')
    const { PATH } = process.env
    const shell = spawn('/bin/sh', ['-c', `${command} 2>&1`], { cwd: directory, env: { PATH } })
    let text = ''
    shell.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece))
    await once(shell, 'close')
    await server.close()
    assert.match(text, /^Let me see\.$/m)
    assert.match(text, /^q \{"n":1\} \{"n":2\} \{"n":3\}$/m)
  })

  test('passes its options on to the model', async () => {
    let body: Readonly<Record<string, unknown>> = {}
    let parallel = true
    const script: Script = (request) => {
      ;({ body, parallel } = request)
      return { text: 'Yes.' }
    }
    await run(script, ['--system', 'Be brief.', '--max-tokens', '77', '--parallel', 'forbid'])
    assert.match(JSON.stringify(body['system']), /Be brief\./)
    assert.equal(body['max_tokens'], 77)
    assert.equal(body['model'], 'm')
    assert.equal(parallel, false)
  })

  test('a failed call is the model’s to deal with', async () => {
    const script: Script = ({ turn, results }) =>
      turn === 0
        ? { calls: [{ name: 'fails' }, { name: 'gone' }] }
        : { text: results.map(({ text }) => text).join(' | ') }
    const { code, stdout, stderr } = await run(script)
    assert.equal(code, 0)
    assert.match(stdout, /no such thing .*gone/)
    assert.match(stderr, /fails failed after .*: .*no such thing/)
  })

  test('what a tool prints does not get into the answer', async () => {
    const { stdout, stderr } = await run([{ calls: [{ name: 'talks' }] }, { text: 'Fine.' }])
    assert.equal(stdout, 'Fine.\n')
    assert.match(stderr, /a remark/)
  })

  test('--max-turns ends a run that does not end', async () => {
    const { code, stdout, stderr, requests } = await run(
      () => ({ calls: [{ name: 'slow', input: { n: 1 } }] }),
      ['--max-turns', '2'],
    )
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.equal(requests, 2)
    assert.match(stderr, /limit of 2 turns without an answer; --max-turns raises it/)
  })

  test('--deadline ends a run that hangs', async () => {
    const { code, stderr } = await run([{ hang: true }], ['--deadline', '300'])
    assert.equal(code, 1)
    assert.match(stderr, /deadline of 300 ms came before the answer/)
  })
})

/** Servers that fail, and the one sentence about each. */
const failing: [what: string, script: Script, sentence: RegExp][] = [
  [
    '401',
    [{ status: 401, message: 'invalid key', times: 9 }],
    /refused the key \(401\).*Check ANTHROPIC_API_KEY/,
  ],
  [
    '404',
    [{ status: 404, message: 'no model m', times: 9 }],
    /does not know the model "m" \(404\)/,
  ],
  ['429', [{ status: 429, retryAfterMs: 10, times: 9 }], /takes no more requests now \(429\)/],
  ['500', [{ status: 500, message: 'oh', times: 9 }], /failed \(500\).*Try again later/],
  [
    'a stream that breaks off in a call',
    [{ calls: [{ name: 'slow', input: { n: 1 } }], break: { call: 0 }, times: 9 }],
    /message broke off/,
  ],
  ['a page instead of a message', [{ raw: '<html><title>Proxy</title>', times: 9 }], /fanfold: .+/],
  ['a refusal', [{ text: 'No.', stop: 'refusal' }], /refused to answer/],
  ['a cut answer', [{ text: 'It was', stop: 'length' }], /token limit; --max-tokens raises it/],
]

suite('a server that fails', { concurrency: 2 }, () => {
  for (const [provider, variables, env] of [
    ['openai-responses', 'OPENAI_API_KEY'],
    ['gemini', 'GOOGLE_API_KEY or GEMINI_API_KEY'],
    ['bedrock', 'the credentials for Amazon Bedrock', aws],
    ['ollama', 'the credentials for Ollama'],
    ['cohere', 'CO_API_KEY or COHERE_API_KEY'],
  ] as const)
    test(`that refuses the key of ${provider}`, async () => {
      const script: Script = [{ status: 401, message: 'Bad key here.', times: 9 }]
      const { code, stderr } = await run(script, [], { provider, ...(env && { env }) })
      assert.equal(code, 1)
      assert.match(
        stderr,
        new RegExp(
          `${provider} at .* refused the key \\(401\\): Bad key here\\. Check ${variables}\\.`,
        ),
      )
    })

  for (const [what, script, sentence] of failing)
    test(what, async () => {
      const { code, stderr } = await run(script, ['--deadline', '600000'])
      assert.equal(code, 1, stderr)
      const complaints = stderr.split('\n').filter((line) => line.startsWith('fanfold:'))
      assert.equal(complaints.length, 1, stderr)
      assert.match(complaints[0] ?? '', sentence)
      assert.doesNotMatch(stderr, /\n\s+at /)
    })
})
