import { goodMs, runLimitMs, secret, type FaultCase } from './case.ts'
import { judgeExchange } from './judge-exchange.ts'
import { canonical, inputOf } from './scripted-input.ts'

/** What is used of the model server's record of a request. Times are the server's, in milliseconds. */
export interface SeenRequest {
  readonly format: string | undefined
  readonly body: Readonly<Record<string, unknown>>
  /** Assistant messages in the history; undefined if the request was rejected. */
  readonly turn: number | undefined
  readonly status: number | undefined
  readonly error: string | undefined
  readonly receivedAtMs: number
  readonly responseStartedAtMs: number | undefined
  readonly respondedAtMs: number | undefined
}

/** One run of a tool. Times are those of the contestant's process, in milliseconds. */
export interface SeenCall {
  readonly tool: string
  readonly input: unknown
  readonly startedAtMs: number
  /** When it returned; absent if it threw or had not ended. */
  readonly returnedAtMs?: number
}

/** How the run ended, as its caller saw it. */
export interface SeenEnd {
  readonly kind: 'resolved' | 'rejected'
  /** Why, if not with the model's answer. */
  readonly why: string | undefined
  readonly resultsInHand: number
}

/** All that was seen of one run. */
export interface Observation {
  readonly requests: readonly SeenRequest[]
  readonly calls: readonly SeenCall[]
  /** Undefined: it was still under way when its time was over. */
  readonly end: SeenEnd | undefined
  /** An error that nobody handled: it ends a Node process that has no handler of its own. */
  readonly crash?: string | undefined
  /** On the server's clock. */
  readonly endedAtMs: number | undefined
  readonly abortedAtMs: number | undefined
}

export interface Judgement {
  /** `right`, or `wrong: ` and what. */
  readonly verdict: string
  /** From the end of the response, or the abort, to the next request, or the end of the run. */
  readonly ms: number | undefined
  /** Whether the secret in the error reached the model; undefined if there was none. */
  readonly leaked: boolean | undefined
}

/** The same rules for all. */
export function judge(fault: FaultCase, seen: Observation): Judgement {
  const ms = timeOf(seen)
  const wrong = whatIsWrong(fault, seen, ms)
  return {
    verdict: wrong === undefined ? 'right' : `wrong: ${wrong}`,
    ms,
    leaked: fault.hasSecret ? seen.requests.some(tellsSecret) : undefined,
  }
}

function tellsSecret({ body }: SeenRequest): boolean {
  return JSON.stringify(body).includes(secret)
}

function timeOf({ requests, abortedAtMs, endedAtMs }: Observation): number | undefined {
  const [first, next] = requests
  const from = abortedAtMs ?? first?.respondedAtMs ?? first?.responseStartedAtMs
  const to = abortedAtMs === undefined ? (next?.receivedAtMs ?? endedAtMs) : endedAtMs
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from)
}

function whatIsWrong(
  fault: FaultCase,
  seen: Observation,
  ms: number | undefined,
): string | undefined {
  const { requests, end, crash } = seen
  const rejected = requests.find(
    ({ status, turn }) => status !== undefined && status >= 400 && turn === undefined,
  )
  const next = requests.find(({ turn = 0 }) => turn > 0)
  return (
    wrongRun(fault, seen) ??
    (rejected && `the next request is invalid: ${rejected.error}`) ??
    (crash === undefined
      ? undefined
      : `leaves an error unhandled, which ends the process: ${crash}`) ??
    (next && fault.abortAfterMs !== undefined ? 'goes on after the abort' : undefined) ??
    (next ? judgeExchange(fault, next.body, next.format ?? '') : undefined) ??
    (end === undefined ? `still waiting after ${runLimitMs / 1_000} s` : undefined) ??
    (next ? undefined : wrongEnd(fault, seen)) ??
    (fault.withinMs !== undefined && (ms ?? 0) > fault.withinMs
      ? `takes ${Math.round(ms ?? 0)} ms`
      : undefined) ??
    lateSiblings(fault, seen)
  )
}

/** Nothing may run that the model did not say to its end, or that does not fit. */
function wrongRun({ calls, neverRuns }: FaultCase, seen: Observation): string | undefined {
  const mayRun = calls
    .filter((_, index) => index !== neverRuns?.[0])
    .map((call) => canonical(call.name, inputOf(call)))
  const wrong = seen.calls.find(({ tool, input }) => !mayRun.includes(canonical(tool, input)))
  if (wrong === undefined) return undefined
  return neverRuns?.[1] ?? `ran ${wrong.tool} with arguments that the model did not give`
}

/** A run that ended without telling the model: then its caller must have the results. */
function wrongEnd({ mayEnd }: FaultCase, { end, calls }: Observation): string | undefined {
  if (end === undefined) return undefined
  if (end.kind === 'resolved' && end.why === undefined) return 'the run ends as if answered'
  const finished = calls.filter(({ returnedAtMs }) => returnedAtMs !== undefined).length
  const missing = (mayEnd ? finished : 2) - end.resultsInHand
  if (missing <= 0) return undefined
  const results = `${missing} ${mayEnd ? 'finished' : 'good'} ${missing === 1 ? 'result' : 'results'}`
  return `the run ${end.kind === 'rejected' ? 'rejects' : 'ends'} without ${results}`
}

function lateSiblings({ siblingsWithinMs }: FaultCase, { calls }: Observation): string | undefined {
  if (siblingsWithinMs === undefined) return undefined
  const began = Math.min(...calls.map(({ startedAtMs }) => startedAtMs))
  const ended = calls
    .filter(({ tool }) => tool === 'look_up')
    .map(({ returnedAtMs }) => returnedAtMs ?? Infinity)
  const late = Math.max(...ended) - began - goodMs
  return late > siblingsWithinMs ? `its siblings end ${Math.round(late)} ms late` : undefined
}
