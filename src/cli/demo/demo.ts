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
import { modes } from './modes.ts'
import { runMode } from './run-mode.ts'
import type { Scenario, World } from './scenario.ts'
import { city } from './scenarios/city.ts'
import { customerLookup } from './scenarios/customer-lookup.ts'
import { partialFailure } from './scenarios/partial-failure.ts'
import { chooseModelSource, type ModelSource } from './model-source.ts'
import { Stage } from './stage.ts'
import { maxOf } from '../../util/extremes.ts'

export interface DemoOptions {
  readonly scenario?: string
  readonly json?: boolean
  readonly speed?: number
}

export const scenarios: readonly Scenario[] = [customerLookup, city, partialFailure]

/** `fanfold demo`: every scenario in every way, then what each way cost. */
export async function demo(options: DemoOptions): Promise<ExitCode> {
  const source = await chooseModelSource(process.env)
  const world: World = { database: await openDatabase(), speed: options.speed ?? 1 }
  const stage = stageFor(options)
  const done: { name: string; modes: readonly Measured[] }[] = []
  stage?.opening(source.description, describeData(world.database), world.speed)
  for (const scenario of scenarios) {
    if (options.scenario !== undefined && scenario.name !== options.scenario) continue
    const measured = await perform(scenario, source, world, stage)
    if (measured === undefined) return exitCode.interrupted
    done.push({ name: scenario.name, modes: measured })
  }
  stage?.closing(source.live)
  if (options.json === true) process.stdout.write(`${visibleJson({ scenarios: done })}\n`)
  return exitCode.answered
}

/** With --json, standard output is the object's alone, and only a terminal is worth showing the rest to. */
function stageFor({ json = false }: DemoOptions): Stage | undefined {
  if (!json) return new Stage(process.stdout)
  return canRedraw(process.stderr, process.env) ? new Stage(process.stderr) : undefined
}

/** One scenario in all ways; undefined if Ctrl-C ended it. */
async function perform(
  scenario: Scenario,
  source: ModelSource,
  world: World,
  stage: Stage | undefined,
): Promise<readonly Measured[] | undefined> {
  const measured: Measured[] = []
  const answers: string[] = []
  let lastResults: readonly ToolResult[] = []
  stage?.scenario(scenario)
  const opened = await source.open(scenario, world.speed)
  try {
    for (const mode of modes) {
      const slowestMs = Math.max(1, maxOf(measured.map(({ wallMs }) => wallMs)))
      const view = stage?.mode(mode, slowestMs) ?? silent
      const { result, interrupted } = await runMode(scenario, mode, opened.model, world, view)
      if (interrupted) {
        complain('Interrupted.')
        return undefined
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
