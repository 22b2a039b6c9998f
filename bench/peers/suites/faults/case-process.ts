// One run of one contestant in one case, in a process of its own, which its parent may kill: `node case-process.ts ORDER`.
import type { BenchTool, Contestant } from '../../contest.ts'
import { contestants } from '../../contestants/all.ts'
import { faultCases } from './cases.ts'
import type { SeenCall, SeenEnd } from './judge.ts'
import { abortedPath, type CaseMessage, type CaseOrder, endedPath } from './messages.ts'
import { makeTools } from './tools.ts'

const order = JSON.parse(process.argv[2] ?? '') as CaseOrder
const fault = faultCases.find(({ name }) => name === order.fault)
if (fault === undefined) throw new Error(`Expected a case's name, got ${order.fault}.`)

const abort = new AbortController()
let calls = 0
let abortPlanned = false

function tell(message: CaseMessage): void {
  process.send?.(message)
}

async function mark(path: string): Promise<void> {
  await fetch(`${order.url}${path}`).then((response) => response.text())
}

/** The tool, and a note of each of its runs. */
function watched(tool: BenchTool): BenchTool {
  return {
    ...tool,
    execute: (input, given) => {
      const index = calls++
      const begun: SeenCall = { tool: tool.name, input, startedAtMs: performance.now() }
      const returned = (): void =>
        tell({ type: 'call', index, call: { ...begun, returnedAtMs: performance.now() } })
      tell({ type: 'call', index, call: begun })
      if (tool.name === 'inspect') planAbort()
      const output = tool.execute(input, given)
      // The promise goes to the library as it is: one that rejects has nothing to note.
      if (output instanceof Promise) output.then(returned, () => {})
      else returned()
      return output
    },
  }
}

function planAbort(): void {
  const { abortAfterMs } = fault as NonNullable<typeof fault>
  if (abortAfterMs === undefined || abortPlanned) return
  abortPlanned = true
  setTimeout(() => {
    // Once the server has noted it, so that no end can come before.
    void mark(abortedPath).then(() => abort.abort(new Error('The user pressed stop.')))
  }, abortAfterMs)
}

async function endOf(
  contestant: Contestant,
  run: () => ReturnType<Awaited<ReturnType<Contestant['prepare']>>>,
): Promise<SeenEnd> {
  try {
    const { ended, resultsInHand = 0 } = await run()
    return { kind: 'resolved', why: ended, resultsInHand }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'rejected', why, resultsInHand: contestant.resultsInHand?.(error) ?? 0 }
  }
}

// Nobody is left to hear of the end.
process.on('disconnect', () => process.exit())
// It would end a program; here it is told, and the run goes on.
process.on('uncaughtException', (error) => tell({ type: 'crash', error: String(error) }))
process.on('unhandledRejection', (error) => tell({ type: 'crash', error: String(error) }))

const contestant = await contestants[order.contestant]?.()
if (contestant === undefined)
  throw new Error(`Expected a contestant's name, got ${order.contestant}.`)
const run = await contestant.prepare({
  api: order.api,
  url: order.url,
  stream: order.stream,
  tools: makeTools(fault.tool).map(watched),
  prompt: 'Look up the first, inspect the middle, and look up the third.',
  maxTurns: 10,
  ...fault.options,
  ...(fault.abortAfterMs !== undefined && { signal: abort.signal }),
})
tell({ type: 'started' })
const end = await endOf(contestant, run)
await mark(endedPath)
process.send?.({ type: 'end', end } satisfies CaseMessage, undefined, undefined, () =>
  process.exit(),
)
