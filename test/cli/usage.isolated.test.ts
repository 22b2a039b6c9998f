import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fanfold, toolsDirectory } from './fanfold.ts'

const { directory: cwd, remove } = toolsDirectory(`
  export const a = { name: 'a', execute: () => 1 }
`)
after(remove)

const withoutSdk = ['--import', fileURLToPath(new URL('./without-sdk.mjs', import.meta.url))]
const local = ['--base-url', 'http://127.0.0.1:9']

/** What is refused with one sentence and exit code 2. */
const refused: [argv: string[], sentence: RegExp][] = [
  [['frobnicate'], /^fanfold: Unknown command 'frobnicate'\. See: fanfold --help$/],
  [['dmeo'], /Unknown command 'dmeo'\. Did you mean demo\?/],
  [['--frob'], /Unknown option '--frob'\. See: fanfold --help$/],
  [['run', '--tolls', 'x', 'q'], /Unknown option '--tolls'\. Did you mean --tools\?/],
  [['run'], /Expected a question, or --resume <run>/],
  [['run', 'q'], /Expected --tools <file>/],
  [['run', '-t', 'tools.ts', 'q'], /Expected --model <provider>:<id>, such as anthropic:/],
  [['run', '-t', 'tools.ts', '-m', 'gpt-6', 'q'], /Did you mean openai:gpt-6\?$/],
  [['run', '-t', 'tools.ts', '-m', 'openai:x', 'q'], /OPENAI_API_KEY is not set/],
  [['run', '-t', 'tools.ts', '-m', 'gemini:x', 'q'], /GOOGLE_API_KEY or GEMINI_API_KEY is not set/],
  [['run', '-t', 'tools.ts', '-m', 'cohere:x', 'q'], /CO_API_KEY or COHERE_API_KEY is not set/],
  [
    ['run', '-t', 'tools.ts', '-m', 'bedrock:x', 'q'],
    /no region for Bedrock .*; set AWS_REGION\.$/,
  ],
  [['run', '-t', 'tools.ts', '-m', 'anthropic:x', 'q'], /ANTHROPIC_API_KEY is not set/],
  [['run', '-t', 'no.ts', '-m', 'openai:x', ...local, 'q'], /there is no file at .*no\.ts/],
  [['run', '--max-turns', 'many', 'q'], /'many' is invalid\. Expected a whole number above 0/],
  [['run', '--concurrency', '0', 'q'], /'0' is invalid\. Expected a whole number above 0/],
  [['run', '--parallel', 'maybe', 'q'], /Allowed choices are encourage, coach, allow, forbid/],
  [['run', '--tools'], /Option '-t, --tools <file>' argument missing/],
  [['demo', 'now'], /Too many arguments/],
  [
    ['demo', '--scenario', 'x'],
    /Allowed choices are customer-lookup, city, partial-failure, two-edits/,
  ],
  [['demo', '--speed', '-1'], /Expected a number above 0/],
]

suite('wrong usage', { concurrency: 2 }, () => {
  for (const [argv, sentence] of refused)
    test(`fanfold ${argv.join(' ')}`, async () => {
      const { code, stdout, stderr } = await fanfold(argv, { cwd })
      assert.equal(code, 2)
      assert.equal(stdout, '')
      assert.match(stderr.trimEnd(), sentence)
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    })

  test('missing AWS credentials are named', async () => {
    const argv = ['run', '-t', 'tools.ts', '-m', 'bedrock:x', 'q']
    const env = { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' }
    const { code, stderr } = await fanfold(argv, { cwd, env })
    assert.equal(code, 2)
    assert.match(
      stderr,
      /no AWS credentials \(.*\); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,/,
    )
  })

  for (const [provider, name] of [
    ['anthropic', '@anthropic-ai/sdk'],
    ['openai', 'openai'],
    ['openai-responses', 'openai'],
    ['gemini', '@google/genai'],
    ['bedrock', '@aws-sdk/client-bedrock-runtime'],
    ['ollama', 'ollama'],
    ['cohere', 'cohere-ai'],
  ] as const)
    test(`a missing SDK says what to install: ${name}`, async () => {
      const argv = ['run', '-t', 'tools.ts', '-m', `${provider}:x`, ...local, 'q']
      const { code, stderr } = await fanfold(argv, { cwd, nodeArguments: withoutSdk })
      assert.equal(code, 2)
      assert.equal(
        stderr,
        `fanfold: This needs the package "${name}", which is not installed; run: npm install ${name}\n`,
      )
    })

  test('no command at all prints the help, and is wrong usage', async () => {
    const { code, stdout, stderr } = await fanfold([])
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(stderr, /^Usage: fanfold <command>/)
  })

  test('--verbose and FANFOLD_DEBUG show the stack', async () => {
    const argv = ['run', '-t', 'no.ts', '-m', 'openai:x', ...local, 'q']
    const shown = [
      await fanfold([...argv, '--verbose'], { cwd }),
      await fanfold(argv, { cwd, env: { FANFOLD_DEBUG: '1' } }),
    ]
    for (const { stderr } of shown) assert.match(stderr, /\n\s+at /)
  })
})

suite('help', { concurrency: 2 }, () => {
  const commands = ['run', 'demo', 'init', 'effects', 'view', 'audit', 'journal', 'approve']
  for (const argv of [['-h'], ...[...commands, 'worker', 'mcp'].map((each) => [each, '--help'])])
    test(`fanfold ${argv.join(' ')}`, async () => {
      const { code, stdout, stderr } = await fanfold(argv)
      assert.equal(code, 0)
      assert.equal(stderr, '')
      assert.match(stdout, /^Usage: fanfold/)
      assert.match(stdout, /Examples:\n {2}fanfold /)
      for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
    })

  test('says what the exit codes mean', async () => {
    const { stdout } = await fanfold(['--help'])
    for (const code of [0, 1, 2, 130]) assert.match(stdout, new RegExp(`\\n {2}${code} +\\w`))
  })

  test('--version prints the version of the package', async () => {
    const { code, stdout } = await fanfold(['--version'])
    assert.equal(code, 0)
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  })
})
