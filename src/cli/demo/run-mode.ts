import { createAgent } from '../../agent/agent.ts'
import type { Model } from '../../agent/model.ts'
import { createEngine } from '../../turn/engine.ts'
import type { View } from '../progress/view.ts'
import { watch, type Watched } from '../watch.ts'
import type { Mode } from './modes.ts'
import type { Scenario, World } from './scenario.ts'

/** Runs a scenario's conversation in one of the ways. */
export function runMode(
  scenario: Scenario,
  mode: Mode,
  model: Model<unknown>,
  world: World,
  view: View,
): Promise<Watched<unknown>> {
  const { concurrency, parallel, declared } = mode
  const engine = createEngine({ tools: scenario.tools(world, declared), concurrency })
  const agent = createAgent({ engine, model, parallel, maxTurns: 10 })
  return watch(agent.run(scenario.question), view)
}
