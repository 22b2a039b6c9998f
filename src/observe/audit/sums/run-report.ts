import type { PairJudgement } from '../../../ledger/judge.ts'
import { ledgerOf } from '../../../ledger/ledger.ts'
import type { EffectsOf } from '../../../ledger/effect.ts'
import type { Missed } from '../../../ledger/missed.ts'
import type { RecordedCall, RecordedTurn } from '../../../ledger/recorded.ts'
import { redact } from '../../../util/redact.ts'
import { cutText } from '../../../util/cut-text.ts'
import { asText } from '../fields.ts'
import type { ReadRun } from '../format.ts'
import { shellCall } from '../shell/shell-call.ts'

/** What an audit keeps of one run: nothing that was said, and of inputs only what was asked for. */
export interface RunReport {
  /** The file's name, with `#n` where it holds several. */
  readonly name: string
  /** The tools that each turn called, in their order. */
  readonly turns: readonly (readonly string[])[]
  /** The inputs of each turn's calls, short and without what looks like a credential; only where they were asked for. */
  readonly inputs?: readonly (readonly string[])[] | undefined
  readonly pairs: readonly PairJudgement[]
  readonly missed: Missed
  /** Whether the log holds times, tokens, and arguments. */
  readonly known: { readonly times: boolean; readonly tokens: boolean; readonly inputs: boolean }
  /** The tools of whose effects nothing is known. */
  readonly unknownTools: ReadonlySet<string>
}

const mostInput = 120

export interface ReportOptions {
  readonly effectsOf: EffectsOf
  /** Whether to keep inputs, and the values in reasons. Default: false. */
  readonly showInputs?: boolean | undefined
}

export function reportOf(
  name: string,
  run: ReadRun,
  { effectsOf, showInputs = false }: ReportOptions,
): RunReport {
  const unknownTools = new Set<string>()
  const originals = new Map<RecordedCall, RecordedCall>()
  const asked: EffectsOf = (call) => {
    const original = originals.get(call) ?? call
    const effect = effectsOf(original)
    if (effect.kind === 'unknown') unknownTools.add(original.name)
    return effect
  }
  const { turns } = run
  const read = turns.map((turn) => ({
    ...turn,
    calls: turn.calls.map((call) => {
      const inner = shellCall(call)?.call
      if (inner === undefined) return call
      const copy = { ...call, ...inner }
      originals.set(copy, call)
      return copy
    }),
  }))
  const { pairs, missed } = ledgerOf({ name, ...run, turns: read }, asked)
  return {
    name,
    turns: turns.map(({ calls }) => calls.map((call) => call.name)),
    inputs: showInputs ? turns.map(({ calls }) => calls.map(shortInput)) : undefined,
    pairs: pairs.map((pair) => shown(pair, showInputs)),
    missed,
    known: {
      times: turns.some(({ sentMs, messageMs }) => sentMs !== undefined && messageMs !== undefined),
      tokens: turns.some(({ inputTokens }) => inputTokens !== undefined),
      inputs: turns.every(hasInputs),
    },
    unknownTools,
  }
}

function shown(pair: PairJudgement, showInputs: boolean): PairJudgement {
  const why = showInputs ? redact(pair.why) : withoutValue(pair.why)
  return why === pair.why ? pair : { ...pair, why }
}

function hasInputs({ calls }: RecordedTurn): boolean {
  return calls.every(({ input }) => input !== undefined)
}

/** Cut first, with room to spare: a text of megabytes is not looked through for what would not be shown. */
function shortInput({ input }: RecordedCall): string {
  return cutText(redact(cutText(asText(input), 8 * mostInput)), mostInput)
}

/** A reason quotes the value that it speaks of, which is of the log. */
function withoutValue(why: string): string {
  const [start, end] = [why.indexOf('"'), why.lastIndexOf('"')]
  if (start === -1 || end === start) return why
  return `${why.slice(0, start)}${start === 0 ? 'A value' : 'a value'}${why.slice(end + 1)}`
}
