import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { root } from './repo/files.ts'
import { runNode } from './repo/run-node.ts'

/** A mistake; the property at which it is told; what the first line of the one error says. */
type Mistake = readonly [code: string, at: string, says: RegExp]

const ofId = 'inputSchema: z.object({ id: z.number() })'

const mistakes: readonly Mistake[] = [
  // Names.
  [
    "tool({ name: 'a', write: 'f', execute })",
    'write',
    /'"There is no option `write`: did you mean `writes`\?"'\.$/,
  ],
  ["tool({ name: 'a', writs: 'f', execute })", 'writs', /'"There is no option `writs`\."'\.$/],
  ["tool({ name: 'a', timeout: 5, execute })", 'timeout', /did you mean `timeoutMs`\?/],
  [
    "tool({ name: 'a', needs_approval: true, execute })",
    'needs_approval',
    /did you mean `needsApproval`\?/,
  ],
  [
    "tool({ name: 'a', parameters: z.object({}), execute })",
    'parameters',
    /did you mean `inputSchema`\?/,
  ],
  ["tool({ name: 'a', handler: () => 1 })", 'handler', /did you mean `execute`\?/],
  [
    "tool({ name: 'a', reads: [], hedge: { quantil: 0.9 }, execute })",
    'quantil',
    /Did you mean to write 'quantile'\?/,
  ],
  [
    `appTool({ name: 'a', write: 'f', execute: (_, { context }) => context.user })`,
    'write',
    /did you mean `writes`\?/,
  ],
  ['createEngine({ tools: [], concurency: 4 })', 'concurency', /There is no option `concurency`\./],
  [
    'createEngine({ tools: [], maxretryafter: 4 })',
    'maxretryafter',
    /did you mean `maxRetryAfterMs`\?/,
  ],
  // Values.
  [
    "tool({ name: 'a', timeoutMs: '5', execute })",
    'timeoutMs',
    /Type 'string' is not assignable to type 'number'\.$/,
  ],
  [
    "tool({ name: 'a', limit: 5, execute })",
    'limit',
    /Type 'number' is not assignable to type 'string \| readonly string\[\]/,
  ],
  [
    "tool({ name: 'a', reads: [], cache: true, execute })",
    'cache',
    /Type 'boolean' is not assignable to type 'CacheOptions</,
  ],
  [
    "tool({ name: 'a', execute: 'x' })",
    'execute',
    /Type 'string' is not assignable to type '\(input/,
  ],
  [
    "tool({ name: 'a', runsIn: 'worker', execute })",
    'runsIn',
    /Type '"worker"' is not assignable to type 'Place/,
  ],
  [
    "appTool({ name: 'a', timeoutMs: '5', execute })",
    'timeoutMs',
    /Type 'string' is not assignable to type 'number'\.$/,
  ],
  [`tool({ ${ofId}, execute })`, '{', /Argument of type '\{ inputSchema/],
  // Functions.
  [
    `tool({ name: 'a', ${ofId}, reads: ({ id }) => id, execute })`,
    'reads',
    /=> number' is not assignable to type 'KeysOf<\{ id: number; \}/,
  ],
  [
    "tool({ name: 'a', reads: async () => 'x', execute })",
    'reads',
    /Type '\(\) => Promise<string>' is not assignable to type 'KeysOf</,
  ],
  [
    `tool({ name: 'a', ${ofId}, execute: (input: { id: string }) => input.id })`,
    'execute',
    /Type '\(input: \{ id: string; \}\) => string' is not assignable to type '\(input: \{ id: number; \}/,
  ],
  [
    `tool({ name: 'a', ${ofId}, execute: ({ other }) => other })`,
    'other',
    /Property 'other' does not exist on type '\{ id: number; \}'\.$/,
  ],
  [
    "appTool({ name: 'a', execute: (_, { context }) => context.tenant })",
    'tenant',
    /Property 'tenant' does not exist on type '\{ user: string; \}'\.$/,
  ],
  // Where it runs.
  [
    "tool({ name: 'a', runsIn: 'thread' })",
    'runsIn',
    /'"A tool that runs in a thread needs `module`, the file that exports its code: new URL\('\.\/burn\.ts', import\.meta\.url\)\."/,
  ],
  [
    "appTool({ name: 'a', runsIn: 'thread' })",
    'runsIn',
    /"A tool that runs in a thread needs `module`/,
  ],
  [
    "tool({ name: 'a', runsIn: 'queue' })",
    'runsIn',
    /"A tool that runs inline or on a queue needs `execute`\."/,
  ],
  [
    "tool({ name: 'a', runsIn: 'thread', module: 'file:///a.js', execute })",
    'execute',
    /"A tool that runs in a thread has its code in `module`/,
  ],
  [
    "tool({ name: 'a', module: 'file:///a.js', execute })",
    'module',
    /"This option needs `runsIn: 'thread'` beside it\."/,
  ],
  [
    "tool({ name: 'a', runsIn: 'outside', execute })",
    'execute',
    /"A tool with `runsIn: 'outside'` has no `execute`/,
  ],
  [
    "tool({ name: 'a', reads: [] })",
    'reads',
    /"A tool without `execute` gets its results from outside/,
  ],
  // Schemas.
  [
    "tool({ name: 'a', inputSchema: { id: z.number() }, execute })",
    'inputSchema',
    /"Expected one schema, got an object of schemas: wrap it/,
  ],
  [
    "tool({ name: 'a', inputSchema: z.string(), execute })",
    'inputSchema',
    /"Expected the schema of an object/,
  ],
  [
    "tool({ name: 'a', inputSchema: 'string', execute })",
    'inputSchema',
    /"Expected a Standard Schema or a JSON Schema object\."/,
  ],
  [
    "tool({ name: 'a', inputSchema: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }, execute: ({ a }) => a.trimm() })",
    'trimm',
    /Property 'trimm' does not exist on type 'string'/,
  ],
  [
    "tool({ name: 'a', inputSchema: { type: 'object', properties: { a: { enum: ['x', 'y'] } } }, execute: ({ a }) => a === 'z' })",
    'a',
    /'"x" \| "y"(?: \| undefined)?' and '"z"' have no overlap/,
  ],
  [
    "tool({ name: 'a', inputSchema: jsonSchema<{ a: number }>({}), execute: ({ a }) => a.trim() })",
    'trim',
    /Property 'trim' does not exist on type 'number'/,
  ],
  // From a variable, and spread: told at what is given, for there is no property there.
  ['tool(stray)', 'stray', /Argument of type '\{ name: string; write: string;/],
  [
    "tool({ ...stray, name: 'b' })",
    '{',
    /Argument of type '\{ name: string; write: string;|Argument of type '\{ write: string;/,
  ],
  ['appTool(stray)', 'stray', /Argument of type '\{ name: string; write: string;/],
]

const head = `import * as z from 'zod'
import { createEngine, jsonSchema, tool, toolWithContext } from 'fanfold'
const execute = (): string => 'done'
const appTool = toolWithContext<{ user: string }>()
const stray = { name: 'a', write: 'f', execute }
void [createEngine, jsonSchema, tool, appTool, stray, z]
`.trimEnd()

for (const [how, options] of [
  ['', {}],
  // `exactOptionalPropertyTypes` is not to be had alone.
  [' without `strict`, too', { strict: false, exactOptionalPropertyTypes: false }],
] as const)
  describe(`a mistake in a tool is one error, at the option, that says what is wrong${how}`, () => {
    // In a folder that neither git nor the other checks look at.
    mkdirSync(join(root, '.snippets'), { recursive: true })
    const folder = mkdtempSync(join(root, '.snippets/mistakes-'))
    let errors: { readonly line: number; readonly column: number; readonly text: string }[] = []

    before(async () => {
      const file = join(folder, 'mistakes.ts')
      writeFileSync(file, `${[head, ...mistakes.map(([code]) => code)].join('\n')}\n`)
      const config = join(folder, 'tsconfig.json')
      const base = { extends: '../../tsconfig.json', compilerOptions: options, include: ['*.ts'] }
      writeFileSync(config, JSON.stringify(base))
      const tsc = join(root, 'node_modules/typescript/bin/tsc')
      const { stdout } = await runNode([tsc, '-p', config, '--pretty', 'false'])
      errors = [...stdout.matchAll(/mistakes\.ts\((\d+),(\d+)\): error TS\d+: (.*)/g)].map(
        ([, line, column, text = '']) => ({ line: Number(line), column: Number(column), text }),
      )
    })
    after(() => rmSync(folder, { recursive: true }))

    for (const [index, [code, at, says]] of mistakes.entries())
      it(code, () => {
        const line = head.split('\n').length + index + 1
        const own = errors.filter((error) => error.line === line)
        assert.equal(own.length, 1, own.map(({ text }) => text).join('\n'))
        const [{ column = 0, text = '' } = {}] = own
        assert.ok(code.slice(column - 1).startsWith(at), `It stands at ${code.slice(column - 1)}.`)
        assert.match(text, says)
      })
  })
