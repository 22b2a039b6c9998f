import type { ToolResult } from '../../call/report/result.ts'
import { failure } from '../cli-error.ts'
import { complain } from '../complain.ts'
import { serverSentence } from '../connect/server-error.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { visibleJson } from '../../util/term/visible.ts'
import { canRedraw } from '../progress/choose.ts'
import { silent } from '../progress/view.ts'
import { describeData, openDatabase } from './data/database.ts'
import { measure, type Measured } from './measure.ts'
import { modes, type Mode } from './modes.ts'
import { runMode } from './run-mode.ts'
import type { Scenario, World } from './scenario.ts'
import { city } from './scenarios/city.ts'
import { customerLookup } from './scenarios/customer-lookup.ts'
import { partialFailure } from './scenarios/partial-failure.ts'
import { chooseModelSource, type ModelSource } from './model-source.ts'
import { Stage } from './stage.ts'
import { editByEngine, editByPromiseAll, type Edited } from './two-edits.ts'
import { maxOf } from '../../util/extremes.ts'

export interface DemoOptions {
  readonly scenario?: string
  readonly json?: boolean
  readonly speed?: number
}

export const scenarios: readonly Scenario[] = [customerLookup, city, partialFailure]

/** The two ways that the short demo shows. */
const short: ReadonlySet<Mode['name']> = new Set(['sequential', 'eager'])

/**
 * `fanfold demo`: the first scenario one by one and at its best, and the edits that only one of two ways keeps. With --json,
 * every scenario in every way; so is the one that is named.
 */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  const { scenario: only, json = false, speed = 1 } = options
  const source = await chooseModelSource(process.env)
  const world: World = { database: await openDatabase(), speed }
  const stage = stageFor(options)
  const done: { name: string; modes: readonly Measured[] }[] = []
  const isShort = only === undefined && !json
  const shown = isShort ? scenarios.slice(0, 1) : scenarios
  const ways = isShort ? modes.filter(({ name }) => short.has(name)) : modes
  stage?.opening(source.description, describeData(world.database), speed)
  for (const scenario of shown) {
    if (only !== undefined && scenario.name !== only) continue
    const measured = await perform(scenario, ways, source, world, stage)
    if (typeof measured === 'number') return measured
    done.push({ name: scenario.name, modes: measured })
  }
  const edited = only === undefined || only === 'two-edits' ? await performEdits(speed, stage) : []
  stage?.closing(source.live, isShort, done.length > 0)
  const measured = { scenarios: done, ...(edited.length > 0 && { edits: edited }) }
  if (json) process.stdout.write(`${visibleJson(measured)}\n`)
  return exitCode.answered
}

/** Two edits of one file, run as most agents do, and by an engine. */
async function performEdits(speed: number, stage: Stage | undefined): Promise<readonly Edited[]> {
  stage?.edits()
  stage?.editsBy('Promise.all')
  const before = await editByPromiseAll(speed)
  stage?.edited(before)
  const view = stage?.editsBy('Fanfold') ?? silent
  const after = await editByEngine(speed, view)
  stage?.edited(after)
  return [before, after]
}

/** With --json, standard output is the object's alone, and only a terminal is worth showing the rest to. */
function stageFor({ json = false }: DemoOptions): Stage | undefined {
  if (!json) return new Stage(process.stdout)
  return canRedraw(process.stderr, process.env) ? new Stage(process.stderr) : undefined
}

/** One scenario in these ways; an exit code if a signal ended it. */
async function perform(
  scenario: Scenario,
  ways: readonly Mode[],
  source: ModelSource,
  world: World,
  stage: Stage | undefined,
): Promise<readonly Measured[] | ExitCode> {
  const measured: Measured[] = []
  const answers: string[] = []
  let lastResults: readonly ToolResult[] = []
  stage?.scenario(scenario)
  const opened = await source.open(scenario, world.speed)
  try {
    for (const mode of ways) {
      const slowestMs = Math.max(1, maxOf(measured.map(({ wallMs }) => wallMs)))
      const view = stage?.mode(mode, slowestMs) ?? silent
      const { result, interrupted } = await runMode(scenario, mode, opened.model, world, view)
      if (interrupted !== undefined) {
        complain('Interrupted.')
        return interrupted
      }
      if (result.outcome !== 'answered')
        throw failure(
          `The ${mode.name} run of ${scenario.name} ended without an answer (${result.outcome}).`,
        )
      measured.push(measure(mode.name, result))
      answers.push(result.text)
      lastResults = result.turns.flatMap((turn) => turn.results)
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'RunError')
      throw failure(serverSentence(error, source.name), error)
    throw error
  } finally {
    await opened.close()
  }
  stage?.costs(measured)
  if (lastResults.some(({ status }) => status !== 'ok')) stage?.results(lastResults)
  stage?.answer(answers)
  return measured
}
