import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createModelServer } from '../../src/testing/index.ts'
import { fanfold, toolsDirectory } from './fanfold.ts'

const index = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

/** Prints in each way that `console` knows, when it is loaded (also by a thread), when a tool runs, and at the very end. */
const { directory: cwd, remove } = toolsDirectory(`
  import { log as named } from 'node:console'
  import { tool } from ${JSON.stringify(index)}
  const { log: kept } = console
  export function print(when) {
    for (const method of ['log', 'info', 'debug', 'warn', 'error', 'dir', 'dirxml', 'trace', 'group', 'count', 'timeStamp'])
      console[method](when + ' ' + method)
    console.groupEnd()
    console.table([{ when }])
    console.assert(false, when)
    console.time(when)
    console.timeLog(when)
    console.timeEnd(when)
    named(when + ' by name')
    kept(when + ' kept')
  }
  print('loaded')
  process.on('exit', () => print('at the end'))
  export const inline = tool({ name: 'inline', reads: [], execute: () => (print('inline'), 'seen') })
  export const elsewhere = () => (print('in a thread'), 'seen')
  export const thread = tool({
    name: 'thread', reads: [], runsIn: 'thread', module: import.meta.url, exportName: 'elsewhere',
  })
`)
after(remove)

suite('standard output is the command’s own, whatever a tools file prints', () => {
  test('fanfold run --json', async () => {
    const calls = [{ name: 'inline' }, { name: 'thread' }]
    const server = await createModelServer({ script: [{ calls }, { text: 'The answer.' }] })
    const model = ['-t', 'tools.ts', '-m', 'anthropic:m', '--base-url', server.anthropicBaseURL]
    const { code, stdout, stderr } = await fanfold(['run', ...model, '--json', 'Hi'], { cwd })
    const streamed = await fanfold(['run', ...model, '-q', 'Hi'], { cwd })
    await server.close()
    assert.equal(code, 0, stderr)
    const { text, turns } = JSON.parse(stdout) as { text: string; turns: { results: object[] }[] }
    assert.equal(text, 'The answer.')
    assert.equal(turns[0]?.results.length, 2)
    for (const when of ['loaded', 'inline', 'in a thread', 'at the end'])
      for (const how of ['dir', 'count: 1', 'by name', 'kept'])
        assert.ok(stderr.includes(`${when} ${how}`), `${when} ${how} in ${stderr}`)
    assert.equal(streamed.stdout, 'The answer.\n')
    assert.match(streamed.stderr, /inline dir/)
  })

  for (const argv of [[], ['--json']])
    test(`fanfold ${['effects', ...argv].join(' ')}`, async () => {
      const { code, stdout, stderr } = await fanfold(['effects', 'tools.ts', ...argv], { cwd })
      assert.equal(code, 0, stderr)
      assert.match(stdout, argv.length > 0 ? /^\{/ : /^\/\/ 2 tools/)
      assert.doesNotMatch(stdout, /loaded|at the end/)
      if (argv.length > 0) JSON.parse(stdout)
      for (const when of ['loaded', 'at the end']) assert.ok(stderr.includes(`${when} dir`), stderr)
    })
})
