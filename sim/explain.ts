import type { Failure } from './seeds.ts'
import { simulationOf } from './simulations.ts'

/** All that helps with a failing seed: what is violated, what the simulation shows of it, a command. */
export async function explain({ seed, simulation, violation }: Failure): Promise<string> {
  const { guarantee, atMs, message } = violation
  return [
    `seed ${seed}, ${simulation}: ${guarantee} violated at ${atMs} ms: ${message}`,
    `replay: node sim/run.ts --seed ${seed} --only ${simulation} --trace`,
    '',
    await (await simulationOf(simulation)).explain(seed, violation),
  ].join('\n')
}
