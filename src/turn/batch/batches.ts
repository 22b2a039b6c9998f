import { anyText } from '../../call/expect.ts'
import { checkPartialCall } from '../options.ts'
import type { StopCause } from '../../call/errors/stop-cause.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { CallRecord } from '../call-record.ts'
import type { PartialCall } from '../contract.ts'
import type { EngineTurn } from '../turn.ts'
import type { TurnBatches } from './parent.ts'
import { BatchRun, type BeginSteps } from './run.ts'
import { StepStream } from './step-stream.ts'

/** The calls of `batch` of one turn. While the arguments of one are coming in, its steps begin. */
export class Batches implements TurnBatches {
  readonly #turn: EngineTurn
  readonly #tool: AnyTool
  readonly #begin: BeginSteps
  /** Its arguments are listened to as they come. */
  readonly #mayStream: boolean
  readonly #runs: Map<CallRecord, BatchRun> = new Map()
  /** The call that is coming. */
  #id: string | undefined
  #stream: StepStream | undefined
  #run: BatchRun | undefined

  constructor(turn: EngineTurn, tool: AnyTool, begin: BeginSteps, mayStream: boolean) {
    this.#mayStream = mayStream
    this.#turn = turn
    this.#tool = tool
    this.#begin = begin
  }

  isBatch(call: CallRecord): boolean {
    return call.tool === this.#tool
  }

  of(call: CallRecord): BatchRun {
    const streamed = this.#runs.get(call)
    this.#runs.delete(call)
    if (streamed?.complete(call) === true) return streamed
    streamed?.discard('The call was not what it seemed to become.')
    const run = new BatchRun(this.#turn, call.key, this.#begin)
    run.complete(call)
    return run
  }

  /** The steps of a plan may start before the plan, if nothing else is in its way. One within a plan is left alone. */
  onWait(call: CallRecord): void {
    if (!this.isBatch(call) || this.#turn.batch !== undefined) return
    const isNext = !this.#turn.order.isOrdered(call) || call.place?.granted === true
    call.attempts ??= this.of(call)
    if (isNext && call.attempts instanceof BatchRun) call.attempts.isNext()
  }

  get addPart(): ((call: PartialCall, text: string) => void) | undefined {
    return this.#mayStream ? this.#hear : undefined
  }

  take(call: CallRecord): void {
    const { key, call: given } = call
    if (this.#run !== undefined && key === this.#id && given.name === this.#tool.name) {
      this.#runs.set(call, this.#run)
      this.#run = undefined
    }
    this.drop({ message: 'Another call came instead.' })
  }

  drop({ message }: Pick<StopCause, 'message'>): void {
    const run = this.#run
    this.#id = undefined
    this.#stream = undefined
    this.#run = undefined
    run?.discard(message)
  }

  /** A call has ended that never got to run. */
  settled(call: CallRecord): void {
    this.#runs.get(call)?.discard(`${call.call.name} did not run.`)
    this.#runs.delete(call)
  }

  /** What has begun of its plan goes on; what has not waits for the other. */
  joined(call: CallRecord): void {
    this.#runs.get(call)?.standBack()
    if (call.attempts instanceof BatchRun) call.attempts.standBack()
  }

  readonly #hear = (call: PartialCall, text: string): void => {
    const { id, name } = checkPartialCall(call, 'call', ' of turn.addPart')
    anyText(text, 'text', ' of turn.addPart')
    if (name !== this.#tool.name || !this.#turn.isOpen) return
    if (id !== this.#id) this.#listen(id)
    const steps = this.#stream?.feed(text) ?? []
    if (steps.length === 0) return
    this.#run ??= new BatchRun(this.#turn, id, this.#begin)
    this.#run.add(steps)
    this.#turn.mover.flush()
  }

  #listen(id: string): void {
    this.drop({ message: 'Another call came instead.' })
    this.#id = id
    // By another's id, or by none, the steps would be known by other names than those of the complete call.
    if (id !== '' && !this.#turn.calls.has(id)) this.#stream = new StepStream()
  }
}
