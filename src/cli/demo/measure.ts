import type { RunResult } from '../../agent/contract.ts'
import type { ToolResult } from '../../call/report/result.ts'
import type { Mode } from './modes.ts'

/** What one way of running a conversation cost. Times in milliseconds. */
export interface Measured {
  readonly mode: Mode['name']
  readonly wallMs: number
  /** From the end of each message to its last result, added up: what the tools cost on top of the model. */
  readonly toolPhaseMs: number
  readonly requests: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly results: readonly Pick<ToolResult, 'id' | 'name' | 'status'>[]
}

export function measure(mode: Mode['name'], { stats, turns }: RunResult<unknown>): Measured {
  const { wallMs, toolPhaseMs, requests, inputTokens, outputTokens } = stats
  const results = turns.flatMap((turn) => turn.results)
  return {
    mode,
    wallMs: rounded(wallMs),
    toolPhaseMs: rounded(toolPhaseMs),
    requests,
    inputTokens,
    outputTokens,
    results: results.map(({ id, name, status }) => ({ id, name, status })),
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}
