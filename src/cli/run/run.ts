import { createAgent } from '../../agent/agent.ts'
import type { Agent, RunEvent, RunResult } from '../../agent/contract.ts'
import type { AnyTool } from '../../call/tool.ts'
import type { Journal } from '../../journal/journal.ts'
import { createEngine } from '../../turn/engine.ts'
import type { Approve } from '../../turn/waits/approval/approve.ts'
import { LineFile } from '../../observe/trace/line-file.ts'
import { writeRun } from '../../observe/trace/trace-file.ts'
import { systemClock } from '../../util/clock.ts'
import { captureConsole } from '../capture-console.ts'
import { failure, usageError } from '../cli-error.ts'
import { complain, complainOfCalls } from '../complain.ts'
import { connect } from '../connect/connect.ts'
import { endpointOf } from '../connect/endpoint.ts'
import { parseModelName } from '../connect/model-name.ts'
import { serverSentence } from '../connect/server-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { pathWord } from '../term/shell-word.ts'
import { keyboardOf } from '../term/keyboard.ts'
import { visibleJson } from '../../util/term/visible.ts'
import { watch, type Watched } from '../watch.ts'
import { canAsk } from '../progress/choose.ts'
import { askingApprove, JournalApprovals } from './approvals.ts'
import { Asker } from './asker.ts'
import { costLine, endingSentence } from './ending.ts'
import { runJson } from './json.ts'
import { loadTools } from './load-tools.ts'
import { definedOnly, type RunCommandOptions } from './options.ts'
import { outputFor, type Output } from './output.ts'

/** `fanfold run`: asks the question, shows the run, prints the answer. */
export async function run(question: string, options: RunCommandOptions): Promise<ExitCode> {
  const name = parseModelName(options.model)
  const endpoint = endpointOf(name.provider, options.baseUrl, process.env)
  const tools = await loadTools(options.tools, process.cwd())
  const { maxTokens, concurrency, maxTurns, parallel, system: instructions } = options
  const model = await connect(name, endpoint, definedOnly({ maxTokens }))
  const trace = options.trace === undefined ? undefined : new LineFile(options.trace, true)
  const journal = options.journal === undefined ? undefined : await openJournal(options.journal)
  const output = outputFor(options)
  const { approve, close } = approvalsFor(tools, journal, options, output)
  const engine = createEngine({ tools, ...definedOnly({ concurrency, journal, approve }) })
  const agent = createAgent({
    engine,
    model,
    ...definedOnly({ maxTurns, parallel, instructions }),
  })
  let watched: Watched<unknown>
  try {
    watched = await ask(agent, question, options, output, trace)
  } catch (error) {
    throw failure(serverSentence(error, name, endpoint.custom ? endpoint.url : undefined), error)
  } finally {
    close()
    await journal?.close()
  }
  return conclude(watched, options, output)
}

/** Who answers for the calls that need approval. @throws {CliError} if nobody can. */
function approvalsFor(
  tools: readonly AnyTool[],
  journal: Journal | undefined,
  { journal: file }: RunCommandOptions,
  { view }: Output,
): { readonly approve: Approve | undefined; close(): void } {
  const { stdin, stderr, env } = process
  const asker = canAsk(stdin, stderr, env)
    ? new Asker(view, keyboardOf(stdin), systemClock)
    : undefined
  if (journal !== undefined && file !== undefined)
    return new JournalApprovals({ journal, file, view, asker, clock: systemClock })
  const needs = tools.find(({ needsApproval }) => Boolean(needsApproval))
  if (needs !== undefined && asker === undefined)
    throw usageError(
      `Expected --journal <file>, for tool "${needs.name}" needs approval, and there is no terminal to ask at. With a journal, fanfold approve can answer from elsewhere.`,
    )
  return { approve: asker && askingApprove(asker), close: () => {} }
}

/** Loaded only where it is asked for. */
async function openJournal(file: string): Promise<Journal> {
  const { sqliteJournal } = await import('../../sqlite.ts')
  return sqliteJournal(file)
}

async function ask(
  agent: Agent<unknown>,
  question: string,
  { deadline: deadlineMs, journal, resume, model }: RunCommandOptions,
  { view, answer }: Output,
  trace: LineFile | undefined,
): Promise<Watched<unknown>> {
  const release = captureConsole((text) => view.note(text))
  try {
    const runOptions = definedOnly({ deadlineMs })
    const run =
      resume === undefined ? agent.run(question, runOptions) : agent.resume(resume, runOptions)
    if (journal !== undefined) view.note(`Run ${run.id}, kept in ${journal}`)
    const onEvent = (event: RunEvent): void => answer.event(event)
    const about = { model, ...(question !== '' && { question }) }
    const traced = trace && writeRun(run, trace, about, systemClock).catch(complain)
    try {
      return await watch(run, view, { onEvent, isKept: journal !== undefined })
    } finally {
      await traced
    }
  } finally {
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
  const warnings = [result, ...result.turns].flatMap((each) => each.warnings)
  for (const warning of new Set(warnings)) complain(`Warning: ${warning}`)
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
