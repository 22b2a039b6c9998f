import { version } from '../version.ts'

/** A file of the starter: its path in the folder, and its text. */
export type StarterFile = readonly [path: string, text: string]

/** A project that runs offline at once. `name` is the package's. */
export function starter(name: string): readonly StarterFile[] {
  return [
    ['package.json', manifest(name)],
    ['tools.ts', tools],
    ['agent.ts', agent],
    ['model.ts', model],
    ['agent.test.ts', test],
    ['tsconfig.json', tsconfig],
    ['.gitignore', 'node_modules/\n*.db*\n.env\n'],
    ['README.md', readme(name)],
  ]
}

function manifest(name: string): string {
  const content = {
    name,
    private: true,
    type: 'module',
    scripts: { start: 'node agent.ts', test: 'node --test', check: 'tsc' },
    engines: { node: '>=22.18' },
    dependencies: { '@anthropic-ai/sdk': '^1.11.0', fanfold: `^${version()}`, zod: '^4.6.0' },
    devDependencies: { '@types/node': '^24.10.0', typescript: '^7.0.0' },
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

const tools = `import { tool } from 'fanfold'
import * as z from 'zod'

const notes = new Map([
  ['shopping', ['milk']],
  ['ideas', ['a boat']],
])
const list = z.string().describe('The name of a list')

// It only reads: it starts while the model still speaks, and is tried again after a transient failure.
export const readList = tool({
  name: 'read_list',
  description: 'Read what is on a list.',
  inputSchema: z.object({ list }),
  reads: ({ list }) => \`list/\${list}\`,
  retries: 2,
  execute: ({ list }) => notes.get(list) ?? [],
})

// It writes: of two calls for one list, the second waits for the first. Other lists do not.
export const addToList = tool({
  name: 'add_to_list',
  description: 'Put something on a list.',
  inputSchema: z.object({ list, item: z.string() }),
  writes: ({ list }) => \`list/\${list}\`,
  execute: async ({ list, item }) => {
    const items = notes.get(list) ?? []
    await new Promise((resolve) => setTimeout(resolve, 200)) // a database
    notes.set(list, [...items, item])
    return \`\${item} is on the list.\`
  },
})
`

const agent = `import { createAgent, createEngine } from 'fanfold'
import { connectModel } from './model.ts'
import * as tools from './tools.ts'

const { model, close } = await connectModel()
const engine = createEngine({ tools: Object.values(tools) })
const agent = createAgent({ engine, model, instructions: 'You keep lists.' })

const question = process.argv[2] ?? 'Put bread and eggs on my shopping list, and read my ideas.'
const run = agent.run(question)
for await (const event of run) {
  if (event.type === 'text') process.stdout.write(event.text)
  if (event.type !== 'turn' || event.event.type !== 'call.settled') continue
  const { name, status, timing } = event.event.result
  console.log(\`  \${name}: \${status} after \${Math.round(timing.settledMs)} ms\`)
}
const { stats } = await run.result
console.log(\`\\n\${stats.calls} calls in \${stats.requests} requests\`)
await close()
`

const model = `import Anthropic from '@anthropic-ai/sdk'
import { anthropic } from 'fanfold/anthropic'
import { createModelServer, type Script } from 'fanfold/testing'

// What the scripted model says: one message with three calls, then an answer.
export const script: Script = [
  {
    calls: [
      { name: 'add_to_list', input: { list: 'shopping', item: 'bread' } },
      { name: 'add_to_list', input: { list: 'shopping', item: 'eggs' } },
      { name: 'read_list', input: { list: 'ideas' } },
    ],
  },
  { text: 'Bread and eggs are on your shopping list. Your only idea so far: a boat.' },
]

/** With ANTHROPIC_API_KEY set, a real model; else a server on this machine that says what the script says. */
export async function connectModel() {
  const live = Boolean(process.env['ANTHROPIC_API_KEY'])
  const server = live ? undefined : await createModelServer({ script })
  const client = server
    ? new Anthropic({ apiKey: 'none', baseURL: server.anthropicBaseURL })
    : new Anthropic()
  const model = anthropic.model(client, { model: 'claude-sonnet-5-5', max_tokens: 4096 })
  return { model, close: async () => server?.close() }
}
`

const test = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import Anthropic from '@anthropic-ai/sdk'
import { createAgent, createEngine } from 'fanfold'
import { anthropic } from 'fanfold/anthropic'
import { createModelServer } from 'fanfold/testing'
import { script } from './model.ts'
import { addToList, readList } from './tools.ts'

test('both items are on the list, though the model added them in one message', async (context) => {
  const server = await createModelServer({ script })
  context.after(() => server.close())
  const client = new Anthropic({ apiKey: 'none', baseURL: server.anthropicBaseURL })
  const engine = createEngine({ tools: [addToList, readList] })
  const model = anthropic.model(client, { model: 'scripted', max_tokens: 1024 })
  const { outcome, stats } = await createAgent({ engine, model }).run('Bread, eggs, ideas.').result
  assert.equal(outcome, 'answered')
  assert.equal(stats.calls, 3)

  const call = { id: 'check', name: 'read_list', input: { list: 'shopping' } }
  const { results } = await engine.execute([call])
  assert.equal(results[0]?.content, '["milk","bread","eggs"]')
})
`

const tsconfig = `{
  "compilerOptions": {
    "target": "es2024",
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "noEmit": true,
    "erasableSyntaxOnly": true,
    "allowImportingTsExtensions": true
  }
}
`

function readme(name: string): string {
  return `# ${name}

An agent whose tools run side by side, safely, with [Fanfold](https://www.npmjs.com/package/fanfold).

\`\`\`sh
npm install
npm start       # runs offline: the model is a script, in model.ts
npm test
npm run check   # types; Node.js runs TypeScript as it is
\`\`\`

- \`tools.ts\`: what the model can call. Say what each tool \`reads\` or \`writes\`, and its calls run beside all that they do not conflict with.
- \`agent.ts\`: the loop: asks the model, runs its calls, until it answers.
- \`model.ts\`: which model.

## A real model

\`\`\`sh
ANTHROPIC_API_KEY=… npm start -- "What is on my lists?"
\`\`\`

For another provider change \`model.ts\`: \`fanfold/openai\`, \`fanfold/gemini\`, \`fanfold/bedrock\`, \`fanfold/ollama\` and \`fanfold/cohere\`
have the same shape.

The same tools from the command line, with a picture of what runs when:

\`\`\`sh
npx fanfold run --tools tools.ts --model anthropic:claude-sonnet-5-5 "What is on my lists?"
\`\`\`
`
}
