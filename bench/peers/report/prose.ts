import type { Machine } from './results.ts'

/** What stands before the tables. */
export function opening(machine: Machine | undefined): readonly string[] {
  return [
    '# Fanfold next to its peers',
    '',
    'What libraries that run the tool calls of a language model do with one turn of them: how long they take, what they ' +
      'cost, and what becomes of the other calls when one goes wrong. Every table and chart here is written by one ' +
      'command, from what it measured:',
    '',
    '```sh',
    'npm ci',
    'npm run bench:peers',
    '```',
    '',
    ...machineLines(machine),
    'First the four tables that matter most, then [how they were measured](#how-it-was-measured) and all the others.',
    '',
  ]
}

/** What stands after the first tables. */
export const method: readonly string[] = [
  '## How it was measured',
  '',
  '`-- --suite lookup,eager` and `-- --only floor,mastra` pick some of it, `-- --quick` takes fewer rounds, `-- --dry` prints and writes nothing. The ' +
    'figures as they were measured are in [results.json](../bench/peers/results.json); how it works is in ' +
    '[bench/peers](../bench/peers/README.md).',
  '',
  'Every contestant runs the same tools on the same scripted model, which speaks the provider’s own HTTP from a ' +
    'process of its own, and each is written the way its documentation says. A suite runs each contestant in a ' +
    'process of its own, one at a time. The figures come from the model server’s records, or from the `fetch` that ' +
    'the contestant is given, never from the contestant. Network latency is that of one machine: next to nothing. ' +
    'Figures are medians; differences of a few milliseconds, or of a tenth, are noise.',
  '',
  'The floor is what nobody can do for less: `fetch`, `JSON.parse` and `Promise.all`, with no care for anything that ' +
    'goes wrong. A dash is what a library cannot do, or what was not measured.',
  '',
]

function machineLines(machine: Machine | undefined): readonly string[] {
  if (machine === undefined) return []
  const { cores, processor, memoryGb, platform, node } = machine
  return [
    `Measured with Node.js ${node} on ${platform}: ${cores} cores (${processor}), ${memoryGb} GB of memory.`,
    '',
  ]
}

/** What stands after them. */
export const closing: readonly string[] = [
  '## What is not measured',
  '',
  '- Models. The scripted one says the same to all. Whether a library’s prompts make a model call more tools at once is ' +
    'another question.',
  '- Networks, rate limits, proxies and real services behind the tools.',
  '- What the libraries are for besides: memory, handoffs, graphs, user interfaces, evaluation. Most of them do far more ' +
    'than Fanfold, and part of what they cost is for that.',
  '- Libraries in other languages, and the same libraries in other languages.',
  '- Long processes: no cell lasts longer than a few minutes.',
  '- Every option of every library. Where a library has an option for what is tested, it is used; where a program could ' +
    'add the behaviour itself, in its tools or around them, it is not.',
  '',
  '## Notes on single contestants',
  '',
  '- Fanfold’s rows: `engine.execute` on calls taken from a response of one’s own, `answer()` on the official SDK’s ' +
    'client, and `createAgent`. Tools declare what they read and write. Without a cap its engine runs 16 calls at once; ' +
    'it checks arguments against the JSON Schema, which not all of the others do.',
  '- Anthropic’s `toolRunner` sends only what is new to a thread that the service keeps, by default. It runs here with ' +
    '`thread: false`, which sends the conversation, as all others do.',
  '- LangGraph is the newest version whose dependencies could be installed together with LangChain.',
]
