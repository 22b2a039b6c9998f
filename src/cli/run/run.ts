import { createAgent } from '../../agent/agent.ts'
import type { Agent, RunEvent, RunResult } from '../../agent/contract.ts'
import { RunError } from '../../agent/run/run-error.ts'
import { FanfoldError } from '../../call/errors/error.ts'
import type { Journal } from '../../journal/journal.ts'
import { LineFile } from '../../observe/trace/line-file.ts'
import { writeRun } from '../../observe/trace/trace-file.ts'
import { captureConsole } from '../../util/capture-console.ts'
import { systemClock } from '../../util/clock.ts'
import { failure, usageError } from '../cli-error.ts'
import { complain, complainOfCalls } from '../complain.ts'
import { connect } from '../connect/connect.ts'
import { endpointOf } from '../connect/endpoint.ts'
import { parseModelName } from '../connect/model-name.ts'
import { serverSentence } from '../connect/server-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { endInOrder } from '../lost-output.ts'
import { expectNoInput, journalFiles } from '../output-file.ts'
import { pathWord } from '../term/shell-word.ts'
import { visibleJson } from '../../util/term/visible.ts'
import { watch, type Watched } from '../watch.ts'
import { costLine, endingSentence } from './ending.ts'
import { runJson } from './json.ts'
import { loadTools } from './load-tools.ts'
import { expectOneJournal, makeEngine } from './make-engine.ts'
import { definedOnly, type RunCommandOptions } from './options.ts'
import { outputFor, type Output } from './output.ts'
import { peopleFor, type People } from './people.ts'

/** `fanfold run`: asks the question, shows the run, prints the answer. */
export async function run(question: string, given: RunCommandOptions): Promise<ExitCode> {
  endInOrder()
  const name = parseModelName(given.model)
  const file = await loadTools(given.tools, process.cwd())
  expectOneJournal(file, given)
  const kept = given.journal ?? (file.engine?.journal ?? file.engineOptions.journal)?.name
  if (given.trace !== undefined)
    expectNoInput('--trace', given.trace, [given.tools, ...(kept ? journalFiles(kept) : [])])
  const endpoint = endpointOf(name.provider, given.baseUrl, process.env)
  const options = { ...definedOnly({ maxTurns: file.agentOptions.maxTurns }), ...given }
  const { maxTokens, concurrency, parallel, system: instructions } = options
  const model = await connect(name, endpoint, definedOnly({ maxTokens }))
  const ours = options.journal === undefined ? undefined : await openJournal(options.journal)
  const journal = ours ?? file.engine?.journal ?? file.engineOptions.journal
  const output = outputFor(options)
  let people: People | undefined
  let watched: Watched<unknown>
  try {
    people = peopleFor(file, journal, output.view)
    const engine = makeEngine(file, { journal: ours, concurrency, approve: people.approve })
    const flags = definedOnly({ maxTurns: options.maxTurns, parallel, instructions })
    const agent = createAgent({ ...file.agentOptions, ...flags, engine, model })
    // Last of all, so that a command that is refused leaves the trace that is there as it is.
    const trace = options.trace === undefined ? undefined : new LineFile(options.trace, true)
    watched = await ask(agent, question, options, output, people, journal, trace)
  } catch (error) {
    if (error instanceof RunError && error.code === 'model_request')
      throw failure(serverSentence(error, name, endpoint.custom ? endpoint.url : undefined), error)
    throw unknownRun(error, options) ?? error
  } finally {
    people?.close()
    await file.engine?.close()
    await journal?.close()
  }
  return conclude(watched, options, output)
}

/** A run that the journal does not know is a mistyped name. */
function unknownRun(error: unknown, { journal, resume = '' }: RunCommandOptions): unknown {
  if (!FanfoldError.is(error) || error.code !== 'unknown_run') return undefined
  const list = journal === undefined ? '' : ` Its runs: fanfold journal list ${pathWord(journal)}`
  const where = journal ?? 'the journal'
  return usageError(`There is no run ${JSON.stringify(resume)} in ${where}.${list}`, error)
}

/** Loaded only where it is asked for. */
async function openJournal(file: string): Promise<Journal> {
  const { sqliteJournal } = await import('../../sqlite.ts')
  return sqliteJournal(file)
}

async function ask(
  agent: Agent<unknown>,
  question: string,
  { deadline: deadlineMs, journal: file, resume, model }: RunCommandOptions,
  { view, answer, printed }: Output,
  people: People,
  journal: Journal | undefined,
  trace: LineFile | undefined,
): Promise<Watched<unknown>> {
  const release = captureConsole(printed)
  try {
    const runOptions = definedOnly({ deadlineMs })
    const run =
      resume === undefined ? agent.run(question, runOptions) : agent.resume(resume, runOptions)
    if (journal !== undefined && resume === undefined)
      view.note(`Run ${run.id}, kept in ${file ?? journal.name}`)
    const onEvent = (event: RunEvent): void => {
      answer.event(event)
      people.event(event)
    }
    const about = { model, ...(question !== '' && { question }) }
    const traced = trace && writeRun(run, trace, about, systemClock).catch(complain)
    try {
      return await watch(run, view, { onEvent, isKept: journal !== undefined })
    } finally {
      await traced
    }
  } finally {
    answer.pause()
    release()
  }
}

function conclude(
  watched: Watched<unknown>,
  options: RunCommandOptions,
  { view, answer }: Output,
): ExitCode {
  const { result, interrupted } = watched
  if (options.json === true)
    process.stdout.write(`${visibleJson(runJson(options.model, result))}\n`)
  view.note(costLine(result))
  const { trace } = options
  if (trace !== undefined)
    view.note(`What happened when is in ${trace}. See it: fanfold view ${pathWord(trace)}`)
  answer.end(lastWords(result))
  const warnings = new Set([result, ...result.turns].flatMap((each) => each.warnings))
  // How the last message broke is said at the end.
  if (result.outcome === 'broken') warnings.delete(watched.lastStop)
  for (const warning of warnings) complain(`Warning: ${warning}`)
  complainOfCalls(result.turns.flatMap(({ results }) => results))
  if (result.outcome === 'answered') return exitCode.answered
  complain(endingSentence(watched, options))
  return interrupted ?? exitCode.failed
}

/** Endings whose last message has words that somebody may want. */
const spoken: ReadonlySet<string> = new Set(['answered', 'length', 'refusal', 'lost'])

/** The words of a message that was not the last are no answer. */
function lastWords({ outcome, text }: RunResult<unknown>): string {
  return spoken.has(outcome) ? text : ''
}
