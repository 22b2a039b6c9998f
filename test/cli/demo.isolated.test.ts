import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { scenarios } from '../../src/cli/demo/demo.ts'
import { scriptFor } from '../../src/cli/demo/scripted-model.ts'
import { createModelServer } from '../../src/testing/index.ts'
import { fanfold, start } from './fanfold.ts'

interface Mode {
  readonly mode: string
  readonly wallMs: number
  readonly toolPhaseMs: number
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly results: readonly {
    readonly id: string
    readonly name: string
    readonly status: string
  }[]
}

async function modesOf(scenario: string, speed: string): Promise<readonly Mode[]> {
  const { code, stdout, stderr } = await fanfold([
    'demo',
    '--json',
    '--speed',
    speed,
    '--scenario',
    scenario,
  ])
  assert.equal(code, 0, stderr)
  assert.equal(stderr, '')
  const { scenarios } = JSON.parse(stdout)
  assert.equal(scenarios.length, 1)
  assert.equal(scenarios[0].name, scenario)
  return scenarios[0].modes
}

const names = ['one-call-per-turn', 'sequential', 'parallel', 'eager']

/** What was told of each mode, in its order: `request`, `message`, `started`, `ok`. */
function orderOf(stdout: string, mode: string): string {
  const told = stdout.slice(stdout.indexOf(`\n${mode}: `)).split('\n\n')[0] ?? ''
  const events = told.matchAll(
    /^ +[\d.]+ s {2}(?:model )?(?:\w+ )?(request|message|started|ok)\b/gm,
  )
  return [...events].map(([, event]) => event).join(' ')
}

suite('fanfold demo', () => {
  test('--json: side by side beats one by one, and needs fewer requests', async () => {
    const [single, sequential, parallel, eager] = await modesOf('customer-lookup', '1')
    assert.ok(single && sequential && parallel && eager)
    assert.deepEqual(
      [single, sequential, parallel, eager].map(({ mode }) => mode),
      names,
    )
    // Tools of 600, 500 and 400 ms: one by one they take 1,500 ms, side by side 600, and 400 once the message is there.
    for (const { toolPhaseMs } of [single, sequential]) assert.ok(toolPhaseMs > 1_490)
    for (const { toolPhaseMs } of [parallel, eager])
      assert.ok(toolPhaseMs > 390 && toolPhaseMs < sequential.toolPhaseMs)
    assert.ok(parallel.wallMs < single.wallMs && eager.wallMs < single.wallMs)
    assert.deepEqual(
      [single, parallel].map(({ requests }) => requests),
      [4, 2],
    )
    assert.ok(parallel.inputTokens < single.inputTokens && parallel.inputTokens > 0)
    for (const { results, outputTokens } of [single, sequential, parallel, eager]) {
      assert.deepEqual(
        results.map(({ name, status }) => `${name} ${status}`),
        ['get_customer ok', 'get_orders ok', 'get_tickets ok'],
      )
      assert.equal(new Set(results.map(({ id }) => id)).size, 3)
      assert.ok(outputTokens > 0)
    }
  })

  test('each way runs the calls in its own order', async () => {
    const { stdout } = await fanfold(['demo', '--speed', '2', '--scenario', 'customer-lookup'])
    const oneByOne = 'started ok started ok started ok'
    assert.deepEqual(
      names.slice(0, 3).map((mode) => orderOf(stdout, mode)),
      [
        `${'request message started ok '.repeat(3)}request message`,
        `request message ${oneByOne} request message`,
        'request message started started started ok ok ok request message',
      ],
    )
    assert.match(orderOf(stdout, 'eager'), /^request started .*message .*ok request message$/)
  })

  test('partial-failure: one times out, one works, one fails, in every mode', async () => {
    const modes = await modesOf('partial-failure', '10')
    assert.deepEqual(
      modes.map(({ mode }) => mode),
      names,
    )
    for (const { results } of modes)
      assert.deepEqual(
        results.map(({ name, status }) => `${name} ${status}`),
        ['track_parcel timed-out', 'get_customer ok', 'get_invoices failed'],
      )
  })

  test('tells people what they see, and that the model is scripted', async () => {
    const { code, stdout, stderr } = await fanfold(['demo', '--speed', '20'])
    assert.equal(code, 0, stderr)
    assert.equal(stderr, '')
    assert.match(
      stdout,
      /scripted model \(no key set\).*\n?.*called over HTTP by the official SDK\s+@anthropic-ai\/sdk/,
    )
    assert.match(stdout, /5,000 customers/)
    assert.deepEqual(
      [...stdout.matchAll(/^(\S+) ─/gm)].map(([, name]) => name),
      ['customer-lookup', 'two-edits'],
    )
    assert.equal(stdout.match(/\n +wall +tools +requests +tokens in +out +speed-up\n/g)?.length, 1)
    assert.match(stdout, /Customer 1234 is Olga Abebe/)
    assert.match(
      stdout,
      /\nPromise\.all: [^]*"retries": 1, "timeout": 30\}\n✗ The edit of retries is lost/,
    )
    assert.match(stdout, /\nFanfold: [^]*"retries": 3, "timeout": 30\}\n✓ Both edits are there/)
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f]/)
  })

  test('says what became of the calls that failed', async () => {
    const argv = ['demo', '--speed', '20', '--scenario', 'partial-failure']
    const { stdout } = await fanfold(argv)
    assert.match(stdout, /✗ get_invoices {2}.*no such table: invoices/)
    assert.match(stdout, /I could not look up the parcel/)
  })

  test('--json has all scenarios, and what each way kept of two edits', async () => {
    const { stdout } = await fanfold(['demo', '--json', '--speed', '50'])
    const { scenarios, edits } = JSON.parse(stdout)
    assert.deepEqual(
      scenarios.map(({ name, modes }: { name: string; modes: unknown[] }) => [name, modes.length]),
      [
        ['customer-lookup', 4],
        ['city', 4],
        ['partial-failure', 4],
      ],
    )
    assert.deepEqual(
      edits.map(({ runner, lost }: Record<string, unknown>) => [runner, lost]),
      [
        ['Promise.all', ['retries']],
        ['Fanfold', []],
      ],
    )
  })

  test('takes less than a quarter of a minute, by its own figures', async () => {
    const { stdout } = await fanfold(['demo', '--speed', '10'])
    const walls = [...stdout.matchAll(/(?:^(?:sequential|eager) +|was done, after )([\d.]+) s/gm)]
    assert.equal(walls.length, 4)
    assert.ok(walls.reduce((sum, [, wall]) => sum + Number(wall), 0) * 10 < 15)
  })

  test('runs without an SDK, and says so', async () => {
    const hook = fileURLToPath(new URL('./without-sdk.mjs', import.meta.url))
    const argv = ['demo', '--speed', '20', '--scenario', 'city']
    const { code, stdout, stderr } = await fanfold(argv, { nodeArguments: ['--import', hook] })
    assert.equal(code, 0, stderr)
    assert.match(stdout, /called over HTTP by\s+plain fetch \(no SDK is\s+installed\)/)
    assert.match(stdout, /Today\s+is\s/)
  })

  for (const [provider, key] of [
    ['anthropic', 'ANTHROPIC'],
    ['openai', 'OPENAI'],
  ] as const)
    test(`talks to the provider if there is a key, and says so: ${provider}`, async () => {
      const [scenario] = scenarios
      assert.ok(scenario)
      const server = await createModelServer({ script: scriptFor(scenario, 50) })
      const url = provider === 'anthropic' ? server.anthropicBaseURL : server.openaiBaseURL
      const env = {
        [`${key}_API_KEY`]: 'a-key',
        [`${key}_BASE_URL`]: url,
        FANFOLD_DEMO_MODEL: 'some-model',
      }
      const argv = ['demo', '--speed', '50', '--scenario', scenario.name]
      const { code, stdout, stderr } = await fanfold(argv, { env })
      await server.close()
      assert.equal(code, 0, stderr)
      assert.ok(stdout.includes(`model  some-model, live at ${url}`), stdout)
      assert.doesNotMatch(stdout, /scripted/)
      assert.match(stdout, /Olga Abebe/)
      for (const { body } of server.requests) assert.equal(body['model'], 'some-model')
    })

  test('says in one sentence that the provider refuses', async () => {
    const script = [{ status: 401, message: 'invalid key', times: 9 }]
    const server = await createModelServer({ script })
    const env = { ANTHROPIC_API_KEY: 'wrong', ANTHROPIC_BASE_URL: server.anthropicBaseURL }
    const { code, stderr } = await fanfold(['demo', '--scenario', 'city'], { env })
    await server.close()
    assert.equal(code, 1)
    assert.equal(
      stderr,
      'fanfold: anthropic refused the key (401): invalid key. Check ANTHROPIC_API_KEY.\n',
    )
  })

  test('Ctrl-C ends it', async () => {
    const { child, finished } = start(['demo', '--scenario', 'city'])
    await new Promise((resolve) =>
      child.stdout?.on('data', (text) => String(text).includes('started') && resolve(0)),
    )
    child.kill('SIGINT')
    const { code, stderr } = await finished
    assert.equal(code, 130)
    assert.match(stderr, /fanfold: Interrupted\./)
  })
})
