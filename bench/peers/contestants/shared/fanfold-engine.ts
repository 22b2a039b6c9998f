import { createEngine, tool, type AnyTool, type Engine } from 'fanfold'
import type { BenchTool, RunRequest } from '../../contest.ts'

function fanfoldTool(given: BenchTool, { toolTimeoutMs, hedge }: RunRequest): AnyTool {
  const { name, description, reads, writes, module, execute } = given
  const options = {
    name,
    description,
    inputSchema: (given.zodSchema ?? given.inputSchema) as typeof given.inputSchema,
    reads,
    writes,
    timeoutMs: toolTimeoutMs,
    // Only for tools that change nothing.
    hedge: reads !== undefined && writes === undefined ? hedge : undefined,
  }
  return module === undefined
    ? tool({ ...options, execute })
    : tool({ ...options, runsIn: 'thread', module })
}

/** An engine with the request's tools. It has a cap of 16 unless told otherwise; lifted where a suite asks for none. */
export function fanfoldEngine(request: RunRequest): Engine {
  return createEngine({
    tools: request.tools.map((given) => fanfoldTool(given, request)),
    ...(request.usualCap ? {} : { concurrency: request.cap ?? Infinity }),
  })
}
