import { UsageError } from '../call/errors/error.ts'
import { show } from '../call/expect.ts'
import type { Journal, OuterCall } from '../journal/journal.ts'
import { TimedJournal } from '../journal/timed-journal.ts'
import type { Exact } from '../call/options/exact.ts'
import type { Engine } from '../turn/contract.ts'
import { isRecord } from '../util/is-record.ts'
import { optionsAsGiven } from './as-given.ts'
import { beginRun } from './begin-run.ts'
import { expectPrices } from './bounds/run-budget.ts'
import type { Agent, AgentOptions, Run, RunOptions } from './contract.ts'
import { JoinedRun } from './run/join/joined-run.ts'
import {
  checkAgentOptions,
  checkResumeAllOptions,
  checkResumeOptions,
  checkRunOptions,
} from './options.ts'
import { type JoinableRun, mayTake, runUnderWay } from './run/runs-under-way.ts'

/**
 * Makes an agent: a model and an engine in a loop until the model answers. Its runs are independent of each other and
 * share the engine's limits.
 *
 * @throws {UsageError} if an option is not what its type says.
 */
export function createAgent<Message, Context = unknown, Given = unknown>(
  options: Exact<AgentOptions<Message, Context>, Given>,
): Agent<Message, Context>
export function createAgent<Message>(options: AgentOptions<Message>): Agent<Message> {
  const settings = checkAgentOptions(options)
  const { engine, model } = settings
  const { journal, clock } = engine

  function start(messages: readonly Message[] | undefined, runOptions: RunOptions): Run<Message> {
    const { id } = runOptions
    expectPrices(runOptions, settings.prices, 'the run')
    const underWay = runUnderWay(journal, id)
    // What is another agent's, the journal refuses.
    const mayJoin =
      underWay?.agent.model.codec.name === model.codec.name &&
      mayTake(settings, underWay.agent.name)
    if (!mayJoin) return beginRun(settings, messages, runOptions)
    // Of one format, its messages are of this type.
    const before = underWay as JoinableRun<Message>
    const goOn = (waited: JoinedRun<Message>): JoinableRun<Message> =>
      beginRun(settings, messages, runOptions, waited)
    // Results from outside are for what it ends with, and what stops for now goes on when it is asked for again.
    const follows = (runOptions.results ?? []).length === 0 && !before.stopsForNow
    // One that has not begun may never, and then somebody has to.
    const mayBegin = !follows || before.waitsToBegin
    return new JoinedRun(settings, before, messages, runOptions, {
      follows,
      begin: mayBegin ? goOn : undefined,
    })
  }

  function expectJournal(): Journal {
    if (journal !== undefined) return journal
    throw new UsageError(
      'Expected the engine to have a `journal`, from which a run could be resumed.',
    )
  }

  const agent: Agent<Message> = {
    run(input: string | readonly Message[], runOptions?: RunOptions) {
      const checked = checkRunOptions(runOptions)
      expectInput(input)
      // It is read later, and its owner may add to it meanwhile.
      const messages = typeof input === 'string' ? [model.codec.user(input)] : [...input]
      return start(messages, optionsAsGiven(checked))
    },
    resume(runId: string, runOptions?: Omit<RunOptions, 'id'>) {
      const checked = checkResumeOptions(runOptions)
      if (typeof runId !== 'string' || runId === '')
        throw new UsageError(`Expected the id of a run to resume, got ${show(runId)}.`)
      expectJournal()
      return start(undefined, optionsAsGiven({ ...checked, id: runId }))
    },
    async resumeAll(runOptions?: Omit<RunOptions, 'id' | 'results'>) {
      const checked = checkResumeAllOptions(runOptions)
      const from = new TimedJournal(expectJournal(), clock)
      const own = (await from.soon((kept) => kept.runs())).filter(
        ({ endedAtMs, format, name }) =>
          endedAtMs === undefined && format === model.codec.name && name === settings.name,
      )
      const taken = await Promise.all(own.map(({ inside }) => !inside || outlives(from, inside)))
      return own
        .filter((_, at) => taken[at])
        .map(({ runId }) => start(undefined, { ...checked, id: runId }))
    },
  }
  engines.set(agent, engine)
  return agent
}

/** @throws {UsageError} if it is nothing to run on. */
function expectInput(input: unknown): void {
  const list: readonly unknown[] | undefined = Array.isArray(input) ? input : undefined
  if (list?.every(isRecord) ?? (typeof input === 'string' && input !== '')) return
  const got =
    list === undefined ? show(input) : `one with ${show(list.find((one) => !isRecord(one)))}`
  throw new UsageError(`Expected a question or an array of messages to run on, got ${got}.`)
}

/**
 * Whether what began inside a call, and has not ended, was to go on without it: the call has ended well. Any other finds it when
 * it runs again, or has left nobody who wants it.
 */
async function outlives(from: TimedJournal, { turnId, callKey }: OuterCall): Promise<boolean> {
  const kept = await from.soon((journal) => journal.turn(turnId))
  return kept.get(callKey)?.result?.status === 'ok'
}

const engines = new WeakMap<object, Engine>()

/** What an agent runs calls with; undefined for what is no agent of this copy of the package. */
export function engineOf(agent: object): Engine | undefined {
  return engines.get(agent)
}
